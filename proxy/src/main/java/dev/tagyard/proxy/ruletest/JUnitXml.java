package dev.tagyard.proxy.ruletest;

import dev.tagyard.rules.yaml.Problem;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/// Results in the XML that build servers read.
public final class JUnitXml {
  private static final String SUITE = "tagyard rules";

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

  private static void write(RuleCase.Result result, XMLStreamWriter xml) throws XMLStreamException {
    xml.writeStartElement("testcase");
    xml.writeAttribute("classname", SUITE);
    xml.writeAttribute("name", result.of().name());
    if (!result.passed()) {
      xml.writeStartElement("failure");
      xml.writeAttribute("message", result.problems().getFirst().message());
      xml.writeCharacters(
          result.problems().stream().map(Problem::toString).collect(Collectors.joining("\n")));
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }
}
