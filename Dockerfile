# Stage 1: the distribution, proxy/target/dist/{bin,lib}.
FROM maven:3-eclipse-temurin-25 AS build
WORKDIR /src

# Dependencies first: this layer stays as long as no pom.xml changes.
COPY pom.xml ./
COPY consent/pom.xml consent/
COPY rules/pom.xml rules/
COPY proxy/pom.xml proxy/
RUN mvn -B -ntp -q -pl proxy -am dependency:go-offline -DexcludeGroupIds=dev.tagyard || true

COPY . .
# Tests and format are the business of .ci/run.
RUN mvn -B -ntp -q -pl proxy -am package -Dmaven.test.skip=true -Dspotless.check.skip=true

# Stage 2: what runs.
FROM eclipse-temurin:25-jre
RUN groupadd --system --gid 10001 tagyard \
 && useradd --system --uid 10001 --gid tagyard --home-dir /var/lib/tagyard tagyard \
 && mkdir -p /var/lib/tagyard /etc/tagyard \
 && chown tagyard:tagyard /var/lib/tagyard \
 && chmod 700 /var/lib/tagyard
COPY --from=build /src/proxy/target/dist /opt/tagyard
RUN ln -s /opt/tagyard/bin/tagyard /usr/local/bin/tagyard \
 && tagyard --make-aot-cache

# Half of the container's memory for the heap; RocksDB's caches and buffers live beside it.
ENV TAGYARD_JAVA_OPTIONS="-XX:MaxRAMPercentage=50" \
    TAGYARD_ADMIN_PORT=9090

# The configuration is mounted at /etc/tagyard and says: public.listen 0.0.0.0:8080,
# data.dir /var/lib/tagyard.
USER tagyard
WORKDIR /var/lib/tagyard
VOLUME /var/lib/tagyard
EXPOSE 8080

# /health/ready of the admin listener, asked by bash itself: the image needs no curl for it.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/${TAGYARD_ADMIN_PORT} && printf 'GET /health/ready HTTP/1.0\\r\\n\\r\\n' >&3 && read -r status <&3 && [[ $status == *' 200 '* ]]"]

ENTRYPOINT ["/opt/tagyard/bin/tagyard"]
CMD ["serve", "--config", "/etc/tagyard/tagyard.yaml"]
