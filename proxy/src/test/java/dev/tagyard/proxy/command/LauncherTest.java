package dev.tagyard.proxy.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// The launcher as a user meets it, in a distribution that holds what this test runs with.
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
  private static final int LONGEST_SECONDS = 120;

  @TempDir static Path dist = Path.of("");

  @TempDir Path folder = Path.of("");

  record Ended(int status, String out, String err) {}

  @BeforeAll
  static void distribution() throws IOException {
    Files.createDirectories(dist.resolve("bin"));
    Files.copy(
        Path.of("bin/tagyard"), dist.resolve("bin/tagyard"), StandardCopyOption.COPY_ATTRIBUTES);
    Files.createDirectories(dist.resolve("lib"));
    var manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath());
    new JarOutputStream(Files.newOutputStream(dist.resolve("lib/all.jar")), manifest).close();
  }

  /// What this test runs with, as addresses.
  private static String classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(entry -> !entry.isEmpty() && !entry.contains("test-classes"))
        .map(entry -> Path.of(entry).toUri().toString())
        .collect(Collectors.joining(" "));
  }

  @Test
  void help_names_the_commands() throws Exception {
    var ended = run(Map.of(), "--help");

    assertThat(ended.status()).isZero();
    assertThat(ended.out()).contains("demo", "serve", "check", "init", "test", "explain");
  }

  @Test
  void an_unknown_command_is_a_wrong_command_line() throws Exception {
    var ended = run(Map.of(), "surve");

    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.err()).contains("surve");
  }

  @Test
  void check_tells_mistakes_with_file_line_and_path() throws Exception {
    Files.writeString(folder.resolve("tagyard.yaml"), "data:\n  retention: soon\n  dirr: data\n");

    var ended = run(Map.of(), "check", "--config", "tagyard.yaml");

    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err())
        .contains("tagyard.yaml:2: data.retention: must be a duration")
        .contains("tagyard.yaml:3: data: unknown key \"dirr\"; did you mean \"dir\"?");
  }

  @Test
  void what_init_writes_is_in_order_and_is_never_overwritten() throws Exception {
    var first = run(Map.of(), "init", "site");
    var checked = run(Map.of(), "check", "--config", "site/tagyard.yaml");
    var tested = run(Map.of(), "test", "--config", "site/tagyard.yaml");
    Files.writeString(folder.resolve("site/tagyard.yaml"), "mine");
    var second = run(Map.of(), "init", "site");

    assertThat(first.status()).isZero();
    assertThat(checked).isEqualTo(new Ended(0, checked.out(), ""));
    assertThat(tested.status()).as(tested.err()).isZero();
    assertThat(tested.out()).contains("ok    internal_traffic_is_dropped", "1 case(s), 0 failed");
    assertThat(second.status()).isEqualTo(1);
    assertThat(second.err()).contains("tagyard.yaml: is there already");
    assertThat(folder.resolve("site/tagyard.yaml")).hasContent("mine");
  }

  @Test
  void demo_prints_its_addresses_and_ends() throws Exception {
    var ended = run(Map.of(), "demo", "--seconds", "1", "--port", "0");

    assertThat(ended.status()).as(ended.err()).isZero();
    assertThat(ended.out()).contains("The shop            http://127.0.0.1:", "/vendors");
    assertThat(ended.err()).doesNotContain("WARN");
  }

  @Test
  void a_java_of_another_version_on_the_path_is_passed_over() throws Exception {
    var other = Files.createDirectories(folder.resolve("jdk17/bin"));
    Files.writeString(folder.resolve("jdk17/release"), "JAVA_VERSION=\"17.0.15\"\n");
    script(other.resolve("java"), "exit 99");
    var environment =
        Map.of(
            "PATH", other + File.pathSeparator + System.getenv("PATH"),
            "JAVA_HOME", folder.resolve("jdk17").toString(),
            "TAGYARD_JDK_DIRS", folder.resolve("jdk17") + " " + System.getProperty("java.home"));

    var ended = run(environment, "--java-home");

    assertThat(ended.status()).isZero();
    assertThat(ended.out().strip()).isEqualTo(System.getProperty("java.home"));
  }

  @Test
  void a_server_with_cores_and_memory_is_compiled_and_all_else_interpreted() throws Exception {
    compilerAndJava("25.0.3");
    var large = Map.of("TAGYARD_CORES", "2", "TAGYARD_MEMORY_MB", "2000");
    var small = Map.of("TAGYARD_CORES", "2", "TAGYARD_MEMORY_MB", "1000");

    assertThat(flags(large, "serve")).contains("-XX:+EnableJVMCI", "-Dtagyard.engine=compiled");
    assertThat(flags(small, "serve")).doesNotContain("JVMCI").contains("engine=interpreted");
    assertThat(flags(large, "check")).doesNotContain("JVMCI");
    assertThat(flags(large, "serve", "--engine=interpreted")).doesNotContain("JVMCI");
    assertThat(flags(small, "--engine", "compiled", "serve", "--config", "a b"))
        .contains("-XX:+EnableJVMCI", "lib/graal")
        .endsWith("dev.tagyard.proxy.Main serve --config a b");
  }

  /// Of every group from that of the process up to the root.
  @Test
  void memory_is_as_little_as_a_control_group_allows() throws Exception {
    compilerAndJava("25.0.3");
    file("proc/meminfo", "MemTotal:       16384000 kB");
    assertThat(compiled(Map.of("TAGYARD_CORES", "2"))).isTrue();

    file("proc/self/cgroup", "0::/system.slice/tagyard.service");
    file("sys/fs/cgroup/system.slice/memory.max", "max");
    file("sys/fs/cgroup/system.slice/tagyard.service/memory.max", "2147483648");
    assertThat(compiled(Map.of("TAGYARD_CORES", "2"))).isTrue();
    file("sys/fs/cgroup/system.slice/memory.max", "1073741824");
    assertThat(compiled(Map.of("TAGYARD_CORES", "2"))).isFalse();

    // cgroup v1, in a container that sees the host's path.
    file("proc/self/cgroup", "5:cpuset:/docker/1a\n4:memory:/docker/1a\n0::/");
    file("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712");
    assertThat(compiled(Map.of("TAGYARD_CORES", "2"))).isTrue();
    file("sys/fs/cgroup/memory/memory.limit_in_bytes", "1073741824");
    assertThat(compiled(Map.of("TAGYARD_CORES", "2"))).isFalse();
  }

  @Test
  void cores_are_as_few_as_a_control_group_allows() throws Exception {
    compilerAndJava("25.0.3");
    var tools = Files.createDirectories(folder.resolve("tools"));
    script(tools.resolve("nproc"), "echo ${OMP_NUM_THREADS:-8}");
    var eight =
        Map.of(
            "PATH", tools + File.pathSeparator + System.getenv("PATH"),
            "TAGYARD_MEMORY_MB", "2000",
            "OMP_NUM_THREADS", "1");
    assertThat(compiled(eight)).isTrue();

    file("proc/self/cgroup", "0::/a.slice/b.service");
    file("sys/fs/cgroup/a.slice/cpu.max", "max 100000");
    file("sys/fs/cgroup/a.slice/b.service/cpu.max", "200000 100000");
    assertThat(compiled(eight)).isTrue();
    file("sys/fs/cgroup/a.slice/b.service/cpu.max", "150000 100000");
    assertThat(compiled(eight)).isFalse();

    file("proc/self/cgroup", "3:cpu,cpuacct:/a\n0::/");
    file("sys/fs/cgroup/cpu/a/cpu.cfs_period_us", "100000");
    file("sys/fs/cgroup/cpu/a/cpu.cfs_quota_us", "-1");
    assertThat(compiled(eight)).isTrue();
    file("sys/fs/cgroup/cpu/a/cpu.cfs_quota_us", "100000");
    assertThat(compiled(eight)).isFalse();
  }

  /// Of the machine that the test looks from.
  private void file(String path, String text) throws IOException {
    var file = folder.resolve("machine").resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text + "\n");
  }

  private boolean compiled(Map<String, String> environment) throws Exception {
    var here = new HashMap<>(environment);
    here.put("TAGYARD_ROOT_DIR", folder.resolve("machine").toString());
    return flags(here, "serve").contains("-Dtagyard.engine=compiled");
  }

  @Test
  void a_java_older_than_the_compiler_interprets_and_says_so() throws Exception {
    compilerAndJava("25.0.1");

    var ended = run(fake(Map.of()), "serve", "--engine", "compiled");

    assertThat(ended.out()).doesNotContain("JVMCI");
    assertThat(ended.err()).contains("the compiler does not run here");
  }

  @Test
  void a_runtime_without_the_compiler_s_interface_interprets() throws Exception {
    compilerAndJava("25.0.3");
    Files.writeString(
        folder.resolve("jdk/release"), "JAVA_VERSION=\"25.0.3\"\nMODULES=\"java.base\"\n");

    assertThat(flags(Map.of("TAGYARD_CORES", "8", "TAGYARD_MEMORY_MB", "9000"), "serve"))
        .doesNotContain("JVMCI");
  }

  @Test
  void a_cache_of_loaded_classes_is_used_where_nothing_is_compiled() throws Exception {
    compilerAndJava("25.0.3");
    var making = flags(Map.of(), "--make-aot-cache");
    assertThat(making).endsWith("dev.tagyard.proxy.Main warm-up");
    var cache = cache(making);
    Files.writeString(cache, "");
    try {
      assertThat(flags(Map.of(), "check")).contains("-XX:AOTCache=");
      assertThat(flags(Map.of(), "serve", "--engine", "compiled")).doesNotContain("AOTCache");
    } finally {
      Files.delete(cache);
    }
  }

  /// Java does not look whether the jars are those that the cache was made of.
  @Test
  void a_cache_made_of_other_jars_is_not_used_and_goes_when_it_is_made_anew() throws Exception {
    compilerAndJava("25.0.3");
    var own = dist.resolve("lib/tagyard-proxy-0.1.0.jar");
    Files.writeString(own, "as it was");
    var cache = cache(flags(Map.of(), "--make-aot-cache"));
    Files.writeString(cache, "");
    try {
      assertThat(flags(Map.of(), "check")).contains("-XX:AOTCache=" + cache);

      Files.writeString(own, "as it is ");
      assertThat(flags(Map.of(), "check")).doesNotContain("AOTCache");
      Files.writeString(own, "as it was");
      assertThat(flags(Map.of(), "check")).contains("AOTCache");
      Files.writeString(dist.resolve("lib/another-1.0.jar"), "");
      assertThat(flags(Map.of(), "check")).doesNotContain("AOTCache");

      assertThat(cache(flags(Map.of(), "--make-aot-cache"))).isNotEqualTo(cache);
      assertThat(cache).doesNotExist();
    } finally {
      Files.deleteIfExists(own);
      Files.deleteIfExists(dist.resolve("lib/another-1.0.jar"));
      Files.deleteIfExists(cache);
    }
  }

  private static Path cache(String flags) {
    return Stream.of(flags.split(" ", -1))
        .filter(flag -> flag.startsWith("-XX:AOTCacheOutput="))
        .map(flag -> Path.of(flag.substring(flag.indexOf('=') + 1)))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void our_own_jars_are_looked_through_first() throws Exception {
    compilerAndJava("25.0.3");
    var own = dist.resolve("lib/tagyard-proxy-0.1.0.jar");
    Files.writeString(own, "");
    try {
      assertThat(flags(Map.of(), "check"))
          .containsPattern("-cp \\S*/tagyard-proxy-0.1.0.jar:\\S*/all.jar ")
          .containsOnlyOnce("tagyard-proxy-0.1.0.jar");
    } finally {
      Files.delete(own);
    }
  }

  @Test
  void native_libraries_beside_the_jars_are_used_as_they_lie() throws Exception {
    compilerAndJava("25.0.3");
    assertThat(flags(Map.of(), "check")).doesNotContain("java.library.path");

    Files.createDirectories(dist.resolve("lib/native"));
    try {
      assertThat(flags(Map.of(), "check")).containsPattern("-Djava.library.path=\\S*/lib/native ");
    } finally {
      Files.delete(dist.resolve("lib/native"));
    }
  }

  @Test
  void serve_tells_mistakes_however_it_is_asked() throws Exception {
    Files.writeString(folder.resolve("tagyard.yaml"), "dataa: {}\n");

    for (var arguments :
        List.of(
            new String[] {"serve"},
            new String[] {"serve", "--config", "tagyard.yaml"},
            new String[] {"serve", "--config=tagyard.yaml", "--log", "json"})) {
      var ended = run(Map.of(), arguments);

      assertThat(ended.status()).as(String.join(" ", arguments)).isEqualTo(1);
      assertThat(ended.err()).contains("tagyard.yaml:1: unknown key \"dataa\"");
    }
    assertThat(run(Map.of(), "serve", "--config").status()).isEqualTo(2);
    assertThat(run(Map.of(), "serve", "--config", "--verbose").status()).isEqualTo(2);
    assertThat(run(Map.of(), "serve", "--help").out()).contains("Usage: tagyard serve");
  }

  /// The shell says the file's name: what this test runs in may not know how.
  @Test
  void names_and_output_keep_their_letters_in_any_locale() throws Exception {
    run(Map.of(), "init", "site");
    var check = folder.resolve("check");
    script(
        check,
        """
        echo '- {name: größe, drop: soon}' >site/rules/20-größe.yaml
        exec '%s' check --config site/tagyard.yaml
        """
            .formatted(dist.resolve("bin/tagyard")));

    for (var locale : List.of("POSIX", "xx_XX.UTF-8")) {
      var ended = run(check, Map.of("LC_ALL", locale));

      assertThat(ended.status()).as(locale).isEqualTo(1);
      assertThat(ended.err()).as(locale).contains("20-größe.yaml:1: ");
    }
  }

  @Test
  void where_cd_looks_for_folders_changes_nothing() throws Exception {
    compilerAndJava("25.0.3");
    var beside = folder.resolve("beside");
    script(beside, "cd '%1$s' && export CDPATH='%1$s' && bin/tagyard check".formatted(dist));

    var ended = run(beside, fake(Map.of()));

    assertThat(ended.status()).as(ended.err()).isZero();
    assertThat(ended.out()).contains("dev.tagyard.proxy.Main check");
  }

  @Test
  void native_code_that_does_not_load_is_told_in_a_line() throws Exception {
    Files.writeString(folder.resolve("tagyard.yaml"), "data: {dir: data}\n");

    var ended =
        run(
            Map.of("TAGYARD_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -Dos.arch=pdp11"),
            "serve",
            "--config",
            "tagyard.yaml");

    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.err())
        .contains("tagyard: RocksDB's native code does not load: librocksdbjni")
        .doesNotContain("\tat ");
  }

  @Test
  void an_unknown_engine_is_a_wrong_command_line() throws Exception {
    var ended = run(Map.of(), "serve", "--engine", "jit");

    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.err()).contains("auto, interpreted or compiled, not jit");
  }

  /// A Java that prints what it is given.
  private void compilerAndJava(String version) throws IOException {
    Files.createDirectories(dist.resolve("lib/graal"));
    Files.createDirectories(folder.resolve("jdk/bin"));
    Files.writeString(
        folder.resolve("jdk/release"),
        "JAVA_VERSION=\"" + version + "\"\nMODULES=\"java.base jdk.internal.vm.ci\"\n");
    script(folder.resolve("jdk/bin/java"), "echo \"$@\"");
  }

  private Map<String, String> fake(Map<String, String> more) {
    var environment = new HashMap<>(more);
    environment.put("JAVA_HOME", folder.resolve("jdk").toString());
    return environment;
  }

  private String flags(Map<String, String> environment, String... arguments) throws Exception {
    var ended = run(fake(environment), arguments);
    assertThat(ended.status()).as(ended.err()).isZero();
    return ended.out().strip();
  }

  @Test
  void without_java_it_says_what_is_missing() throws Exception {
    var tools = Files.createDirectories(folder.resolve("tools"));
    for (var tool : List.of("dirname", "readlink", "grep")) {
      script(tools.resolve(tool), "exec " + found(tool) + " \"$@\"");
    }
    var environment =
        Map.of("PATH", tools.toString(), "JAVA_HOME", "", "TAGYARD_JDK_DIRS", "/nowhere");

    var ended = run(environment, "--version");

    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.err()).contains("no Java 25 found", "JAVA_HOME");
  }

  @Test
  void in_a_checkout_it_builds_first_and_tells_of_that_no_more_than_it_must() throws Exception {
    compilerAndJava("25.0.3");
    var bin = Files.createDirectories(folder.resolve("checkout/proxy/bin"));
    var launcher =
        Files.copy(
            Path.of("bin/tagyard"), bin.resolve("tagyard"), StandardCopyOption.COPY_ATTRIBUTES);
    Files.writeString(folder.resolve("checkout/pom.xml"), "<project/>");
    var tools = Files.createDirectories(folder.resolve("tools"));
    var lib = bin.resolveSibling("target/dist/lib");
    var path = tools + File.pathSeparator + System.getenv("PATH");
    var environment = fake(Map.of("PATH", path));

    script(tools.resolve("mvn"), "printf '\\033[0mno such class\\033[0m'; exit 1");
    var failed = run(launcher, environment, "check");
    script(
        tools.resolve("mvn"),
        "mkdir -p '%1$s'; touch '%1$s/tagyard-proxy-1.jar'; printf '\\033[0m'".formatted(lib));
    var built = run(launcher, environment, "check");

    assertThat(failed.status()).isEqualTo(1);
    assertThat(failed.err()).endsWith("…\nno such class\n").doesNotContain("\033");
    assertThat(built.status()).as(built.err()).isZero();
    assertThat(built.err()).startsWith("tagyard: building").hasLineCount(1);
    assertThat(built.out()).contains("dev.tagyard.proxy.Main check");
  }

  private Ended run(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    return run(dist.resolve("bin/tagyard"), environment, arguments);
  }

  private Ended run(Path launcher, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    var command = Stream.concat(Stream.of(launcher.toString()), Arrays.stream(arguments)).toList();
    var out = folder.resolve("out");
    var err = folder.resolve("err");
    var builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("TAGYARD_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
    builder.environment().putAll(environment);
    var process = builder.start();
    if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("did not end: " + command);
    }
    return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  private static void script(Path file, String line) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + line + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private static Path found(String tool) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
        .map(entry -> Path.of(entry, tool))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow();
  }
}
