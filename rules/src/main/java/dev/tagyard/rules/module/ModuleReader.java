package dev.tagyard.rules.module;

import com.oracle.js.parser.ErrorManager;
import com.oracle.js.parser.Parser;
import com.oracle.js.parser.ParserException;
import com.oracle.js.parser.ScriptEnvironment;
import com.oracle.js.parser.Source;
import com.oracle.js.parser.Token;
import com.oracle.js.parser.ir.CallNode;
import com.oracle.js.parser.ir.CatchNode;
import com.oracle.js.parser.ir.ClassNode;
import com.oracle.js.parser.ir.ExportNode;
import com.oracle.js.parser.ir.ForNode;
import com.oracle.js.parser.ir.FunctionNode;
import com.oracle.js.parser.ir.IdentNode;
import com.oracle.js.parser.ir.ImportNode;
import com.oracle.js.parser.ir.LexicalContext;
import com.oracle.js.parser.ir.LiteralNode;
import com.oracle.js.parser.ir.Module;
import com.oracle.js.parser.ir.TryNode;
import com.oracle.js.parser.ir.visitor.NodeVisitor;
import com.oracle.truffle.api.strings.TruffleString;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Makes the function of one module, once: by the engine's own parser, which knows best where an
/// `import` or an `export` begins and ends.
final class ModuleReader {
  private static final String ARGUMENT = "__import";
  private static final String DEFAULT = "__default";
  private static final String CAUGHT = "__thrown";
  private static final String TOLD = ModuleText.CAUGHT + "(" + CAUGHT + ");";
  private static final ScriptEnvironment MODULES =
      ScriptEnvironment.builder()
          .strict(true)
          .allowBigInt(false)
          .ecmaScriptVersion(Integer.MAX_VALUE)
          .build();

  private final String file;
  private final String original;
  private final ScriptFiles files;
  private final List<ScriptError> errors;
  private final Edits edits;
  private final ModuleText.Places places;
  private final Set<String> specifiers = new LinkedHashSet<>();
  private boolean dynamic;

  ModuleReader(String file, String original, ScriptFiles files, List<ScriptError> errors) {
    this.file = file;
    this.original = original;
    this.files = files;
    this.errors = errors;
    this.edits = new Edits(original);
    this.places = new ModuleText.Places(file, original, edits);
  }

  /// Absent when an error was added.
  Optional<ModuleText> read() {
    try {
      var manager = new ErrorManager.ThrowErrorManager();
      var parsed = new Parser(MODULES, Source.sourceFor(file, original), manager).parseModule(file);
      return read(parsed);
    } catch (ParserException wrong) {
      errors.add(places.at(Math.max(0, wrong.getPosition()), "SyntaxError: " + words(wrong)));
      return Optional.empty();
    }
  }

  private Optional<ModuleText> read(FunctionNode parsed) {
    var module = parsed.getModule();
    module.getRequestedModules().forEach(request -> specifiers.add(plain(request.specifier())));
    var imports = imports(module);
    module.getImports().forEach(this::removeImport);
    var done = new HashSet<Integer>();
    for (var export : module.getExports()) {
      // Of `export const a = 1, b = 2` there are two.
      if (done.add(export.getStart())) {
        rewrite(export);
      }
    }
    steps(parsed);
    files.stand().ifPresent(stand -> replace(stand, parsed));
    edits.insert(0, head(module));
    edits.insert(original.length(), "\nreturn {" + String.join(", ", exports(module)) + "};\n})");
    return imports
        .filter(_ -> !dynamic)
        .map(found ->
            new ModuleText(
                file,
                edits.after(),
                found,
                needs(module, found),
                names(module),
                !module.getStarExportEntries().isEmpty(),
                defaultAt(module),
                places));
  }

  /// By imports, and by what is exported of another module.
  private List<ModuleText.Need> needs(Module module, List<String> found) {
    var needs = new LinkedHashSet<ModuleText.Need>();
    for (var entry : module.getImportEntries()) {
      need(module, entry.getModuleRequest(), entry.getImportName(), found).ifPresent(needs::add);
    }
    for (var entry : module.getIndirectExportEntries()) {
      need(module, entry.getModuleRequest(), entry.getImportName(), found).ifPresent(needs::add);
    }
    return List.copyOf(needs);
  }

  private Optional<ModuleText.Need> need(
      Module module, Module.ModuleRequest from, TruffleString name, List<String> found) {
    if (name.equals(Module.STAR_NAME)) {
      return Optional.empty();
    }
    var specifier = plain(from.specifier());
    return Optional.of(
        new ModuleText.Need(
            found.get(List.copyOf(specifiers).indexOf(specifier)),
            plain(name),
            whereFrom(module, specifier)));
  }

  private static int defaultAt(Module module) {
    return module.getExports().stream()
        .filter(ExportNode::isDefault)
        .mapToInt(ExportNode::getStart)
        .findFirst()
        .orElse(0);
  }

  private Optional<List<String>> imports(Module module) {
    var found = new ArrayList<String>();
    for (var specifier : specifiers) {
      var resolved = files.resolve(file, specifier);
      resolved.ifPresent(found::add);
      if (resolved.isEmpty()) {
        errors.add(places.at(whereFrom(module, specifier), files.whyNot(file, specifier)));
      }
    }
    return found.size() == specifiers.size() ? Optional.of(found) : Optional.empty();
  }

  private static int whereFrom(Module module, String specifier) {
    for (var node : module.getImports()) {
      if (plain(node.getModuleSpecifier().getValue()).equals(specifier)) {
        return node.getStart();
      }
    }
    return module.getExports().stream()
        .filter(node ->
            node.getModuleSpecifier() != null
                && plain(node.getModuleSpecifier().getValue()).equals(specifier))
        .mapToInt(ExportNode::getStart)
        .findFirst()
        .orElse(0);
  }

  private void removeImport(ImportNode node) {
    edits.replace(node.getStart(), endOfStatement(node.getFinish()), "");
  }

  private void rewrite(ExportNode export) {
    var start = export.getStart();
    var afterExport = start + "export".length();
    if (export.getNamedExports() != null || export.getModuleSpecifier() != null) {
      edits.replace(start, endOfStatement(export.getFinish()), "");
    } else if (!export.isDefault()) {
      edits.replace(start, afterExport, "");
    } else {
      rewriteDefault(export, blanks(afterExport) + "default".length());
    }
  }

  private void rewriteDefault(ExportNode export, int afterDefault) {
    var value = export.getExpression();
    var named = !plain(export.getExportIdentifier().getPropertyNameTS()).equals("*default*");
    edits.replace(export.getStart(), afterDefault, named ? "" : "const " + DEFAULT + " =");
    var statement =
        (value instanceof FunctionNode function && !function.isArrow())
            || value instanceof ClassNode;
    if (!named && statement && blanks(afterDefault) == value.getStart()) {
      // A declaration ends by itself; as a value it would go on with what follows.
      edits.insert(value.getFinish(), ";");
    }
  }

  /// The parser ends a statement before the quote of its text.
  private int endOfStatement(int finish) {
    var quote =
        finish < original.length()
            && (original.charAt(finish) == '\'' || original.charAt(finish) == '"');
    return quote ? finish + 1 : finish;
  }

  /// The offset after white space and comments.
  private int blanks(int from) {
    var at = from;
    while (at < original.length()) {
      if (Character.isWhitespace(original.charAt(at))) {
        at++;
      } else if (original.startsWith("//", at)) {
        var end = original.indexOf('\n', at);
        at = end < 0 ? original.length() : end;
      } else if (original.startsWith("/*", at)) {
        at = original.indexOf("*/", at) + 2;
      } else {
        break;
      }
    }
    return at;
  }

  private String head(Module module) {
    var head = new StringBuilder("(function (").append(ModuleText.STEP);
    head.append(", ").append(ModuleText.CAUGHT);
    var number = 0;
    for (var _ : specifiers) {
      head.append(", ").append(ARGUMENT).append(number++);
    }
    head.append(") { 'use strict'; ");
    for (var entry : module.getImportEntries()) {
      head.append("const ")
          .append(plain(entry.getLocalName()))
          .append(" = ")
          .append(taken(entry.getModuleRequest(), entry.getImportName()))
          .append("; ");
    }
    return head.append('\n').toString();
  }

  private List<String> exports(Module module) {
    var exports = new ArrayList<String>();
    for (var entry : module.getStarExportEntries()) {
      exports.add(
          "...(({ default: _, ...rest }) => rest)(" + argument(entry.getModuleRequest()) + ")");
    }
    for (var entry : module.getLocalExportEntries()) {
      var local = plain(entry.getLocalName());
      exports.add(
          quoted(entry.getExportName()) + ": " + (local.equals("*default*") ? DEFAULT : local));
    }
    for (var entry : module.getIndirectExportEntries()) {
      exports.add(
          quoted(entry.getExportName())
              + ": "
              + taken(entry.getModuleRequest(), entry.getImportName()));
    }
    return exports;
  }

  private static Set<String> names(Module module) {
    var names = new HashSet<String>();
    module.getLocalExportEntries().forEach(entry -> names.add(plain(entry.getExportName())));
    module.getIndirectExportEntries().forEach(entry -> names.add(plain(entry.getExportName())));
    return names;
  }

  private String taken(Module.ModuleRequest from, TruffleString name) {
    return name.equals(Module.STAR_NAME)
        ? argument(from)
        : argument(from) + "[" + quoted(name) + "]";
  }

  private String argument(Module.ModuleRequest from) {
    return ARGUMENT + List.copyOf(specifiers).indexOf(plain(from.specifier()));
  }

  /// What could go on after an exception, and so go on for ever, counts its calls; what catches
  /// does not go on where the stack ended.
  private void steps(FunctionNode parsed) {
    var functions = new LinkedHashSet<FunctionNode>();
    parsed.accept(
        new NodeVisitor<LexicalContext>(new LexicalContext()) {
          @Override
          public boolean enterTryNode(TryNode node) {
            functions.add(lc.getCurrentFunction());
            tell(node);
            return true;
          }

          @Override
          public boolean enterCallNode(CallNode node) {
            if (node.isImport()) {
              errors.add(
                  places.at(node.getStart(), "import() cannot be used: import at the file's top"));
              dynamic = true;
            }
            return true;
          }

          @Override
          public boolean enterForNode(ForNode node) {
            if (node.isForOf()) {
              functions.add(lc.getCurrentFunction());
            }
            return true;
          }
        });
    for (var function : functions) {
      var start = function.getBody().getStart();
      if (function.getModule() == null && original.charAt(start) == '{') {
        edits.insert(start + 1, ModuleText.STEP + "();");
      }
    }
  }

  /// In texts and templates alone: elsewhere it is code that looks the same.
  private void replace(ScriptFiles.Stand stand, FunctionNode parsed) {
    var offsets = new TreeSet<Integer>();
    parsed.accept(
        new NodeVisitor<LexicalContext>(new LexicalContext()) {
          @Override
          public boolean enterLiteralNode(LiteralNode<?> node) {
            if (node.isString()) {
              var start = Token.descPosition(node.getToken());
              var end = start + Token.descLength(node.getToken());
              for (var at = original.indexOf(stand.text(), start);
                  at >= 0 && at + stand.text().length() <= end;
                  at = original.indexOf(stand.text(), at + 1)) {
                offsets.add(at);
              }
            }
            return true;
          }
        });
    offsets.forEach(at -> edits.replace(at, at + stand.text().length(), stand.by()));
  }

  private void tell(TryNode node) {
    var after = blanks(node.getBody().getFinish());
    if (original.startsWith("finally", after)) {
      edits.insert(after, "catch (" + CAUGHT + ") { " + TOLD + " throw " + CAUGHT + "; } ");
    } else if (original.startsWith("catch", after)) {
      node.getCatches().forEach(each -> tell(each, blanks(after + "catch".length())));
    }
  }

  /// @param head where what it catches gets its name, or its body begins
  private void tell(CatchNode node, int head) {
    var body = node.getBody().getStart();
    if (original.charAt(head) == '{') {
      edits.insert(head, "(" + CAUGHT + ") ");
      edits.insert(head + 1, " " + TOLD);
    } else if (node.getDestructuringPattern() != null) {
      edits.insert(head + 1, CAUGHT + ") { " + TOLD + " let ");
      edits.replace(node.getDestructuringPattern().getFinish(), body + 1, " = " + CAUGHT + ";");
    } else if (node.getException() instanceof IdentNode named) {
      edits.insert(body + 1, " " + ModuleText.CAUGHT + "(" + named.getName() + ");");
    }
  }

  private static String words(ParserException wrong) {
    var message = String.valueOf(wrong.getMessage());
    var line = message.lines().findFirst().orElse(message);
    return line.replaceFirst("^.*?:\\d+:\\d+ ", "");
  }

  private static String quoted(TruffleString name) {
    return "\"" + plain(name).replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  private static String plain(TruffleString text) {
    return text.toJavaStringUncached();
  }
}
