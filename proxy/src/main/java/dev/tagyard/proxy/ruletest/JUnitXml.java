package dev.tagyard.proxy.ruletest;

import dev.tagyard.rules.yaml.Problem;
import java.io.StringWriter;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/// Results in the XML that build servers read.
public final class JUnitXml {
  private static final String SUITE = "tagyard rules";
  private static final Pattern ILLEGAL =
      Pattern.compile("[^\\t\\n\\r\\x20-\\x{D7FF}\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}]");

  private JUnitXml() {}

  public static String of(List<RuleCase.Result> results) {
    var text = new StringWriter();
    try {
      var xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
      xml.writeStartDocument("UTF-8", "1.0");
      xml.writeStartElement("testsuite");
      xml.writeAttribute("name", SUITE);
      xml.writeAttribute("tests", "" + results.size());
      xml.writeAttribute(
          "failures", "" + results.stream().filter(result -> !result.passed()).count());
      for (var result : results) {
        write(result, xml);
      }
      xml.writeEndElement();
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException impossible) {
      throw new IllegalStateException("writing to memory", impossible);
    }
    return text.append('\n').toString();
  }

  /// XML has no way to write most control characters.
  private static String legal(String text) {
    return ILLEGAL.matcher(text).replaceAll("\uFFFD");
  }

  private static void write(RuleCase.Result result, XMLStreamWriter xml) throws XMLStreamException {
    xml.writeStartElement("testcase");
    xml.writeAttribute("classname", SUITE);
    xml.writeAttribute("name", result.of().name());
    if (!result.passed()) {
      xml.writeStartElement("failure");
      xml.writeAttribute("message", legal(result.problems().getFirst().message()));
      xml.writeCharacters(
          legal(
              result.problems().stream().map(Problem::toString).collect(Collectors.joining("\n"))));
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }
}
