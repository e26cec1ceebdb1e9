package dev.tagyard.proxy.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.tagyard.rules.RuleSchema;
import dev.tagyard.rules.RuleTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// What editors need to complete rules and to flag typos.
@Command(
    name = "schema",
    description =
        "Prints the JSON Schema of YAML rules; with --types the TypeScript declarations for rules"
            + " in JavaScript; with --write both into a folder.",
    mixinStandardHelpOptions = true)
public final class SchemaCommand implements Callable<Integer> {
  private static final String SCHEMA = "rules.schema.json";
  private static final String TYPES = "tagyard.d.ts";

  @Option(names = "--types", description = "Print " + TYPES + " instead.")
  private boolean types;

  @Option(
      names = "--write",
      paramLabel = "FOLDER",
      description = "Write " + SCHEMA + " and " + TYPES + " there, such as into the rules folder.")
  private Optional<Path> folder = Optional.empty();

  @Override
  public Integer call() throws IOException {
    if (folder.isPresent()) {
      Files.createDirectories(folder.get());
      write(SCHEMA, schema());
      write(TYPES, RuleTypes.text());
    } else {
      System.out.print(types ? RuleTypes.text() : schema());
    }
    return 0;
  }

  private void write(String file, String text) throws IOException {
    var path = folder.orElseThrow().resolve(file);
    Files.writeString(path, text);
    System.out.println("wrote " + path);
  }

  private static String schema() throws JsonProcessingException {
    return new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .writeValueAsString(RuleSchema.json())
        + "\n";
  }
}
