/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.rule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.support.Glob;

/**
 * A pattern of keys with named parts: {@code user:{id}*}. A name in braces matches one character or
 * more, and as few as possible. Immutable.
 */
final class KeyTemplate {
  /**
   * A name in braces; or an escaped character or a set, within which braces have no meaning. A set
   * is matched possessively, up to the end if it is not closed, so that a long one needs neither
   * much stack nor backtracking; {@link Glob} reports that it is not closed.
   */
  private static final Pattern PART =
      Pattern.compile("(?s)\\{(?<name>[^{}]*)\\}?|\\\\.|\\[(?:\\\\.|[^\\]\\\\])*+\\]?|\\*");

  private static final Pattern NAME = Pattern.compile("[\\p{Alpha}_][\\w.-]*");
  private static final String ONE_OR_MORE = "?*";

  private final String text;
  private final List<Object> pieces;
  private final Glob pattern;
  private final List<TemplatePart> parts;

  /**
   * A named part of a key.
   *
   * @param run index of the {@code *} in the pattern that this part ends with
   */
  private record TemplatePart(String name, int run) {}

  /** A name in braces. */
  private record Reference(String name) {}

  private KeyTemplate(String text, List<Object> pieces, Glob pattern, List<TemplatePart> parts) {
    this.text = text;
    this.pieces = pieces;
    this.pattern = pattern;
    this.parts = parts;
  }

  /**
   * Compiles a template.
   *
   * @throws IllegalArgumentException if it is invalid
   */
  static KeyTemplate of(String text) {
    List<Object> pieces = new ArrayList<>();
    List<TemplatePart> parts = new ArrayList<>();
    StringBuilder pattern = new StringBuilder();
    StringBuilder piece = new StringBuilder();
    int run = 0;
    int next = 0;
    for (Matcher part = PART.matcher(text); part.find(); next = part.end()) {
      piece.append(text, next, part.start());
      String name = part.group("name");
      if (name == null) {
        piece.append(part.group());
        run += part.group().equals("*") ? 1 : 0;
        continue;
      }
      if (!part.group().endsWith("}") || !NAME.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "The pattern '"
                + text
                + "' has a '{' at position "
                + part.start()
                + " that is not followed by a name, as in {id}; write \\{ for a literal brace");
      }
      pattern.append(piece).append(ONE_OR_MORE);
      pieces.add(piece.toString());
      pieces.add(new Reference(name));
      piece.setLength(0);
      parts.add(new TemplatePart(name, run++));
    }
    piece.append(text.substring(next));
    pieces.add(piece.toString());
    return new KeyTemplate(text, pieces, Glob.of(pattern.append(piece).toString()), parts);
  }

  /** Returns the names that it refers to. */
  Set<String> names() {
    return parts.stream().map(TemplatePart::name).collect(Collectors.toSet());
  }

  /** Returns the pattern in which each name matches any text. */
  Glob pattern() {
    return pattern;
  }

  /** Returns the pattern in which each name is replaced by its value; each must have one. */
  Glob fill(Map<String, String> values) {
    StringBuilder filled = new StringBuilder();
    for (Object piece : pieces) {
      filled.append(
          (piece instanceof Reference reference)
              ? Glob.quote(String.valueOf(values.get(reference.name())))
              : piece);
    }
    return Glob.of(filled.toString());
  }

  /**
   * Returns the values of the names in a key; null if the key does not match, or if a name that
   * occurs twice has two values.
   */
  @Nullable Map<String, String> match(String key) {
    int[] found = new int[2 * pattern.runs()];
    if (!pattern.matches(key, found)) {
      return null;
    }
    Map<String, String> values = new HashMap<>();
    for (TemplatePart part : parts) {
      int start = key.offsetByCodePoints(found[2 * part.run()], -1); // with the ? before the *
      String value = key.substring(start, found[2 * part.run() + 1]);
      String other = values.putIfAbsent(part.name(), value);
      if (other != null && !other.equals(value)) {
        return null;
      }
    }
    return values;
  }

  @Override
  public String toString() {
    return text;
  }
}
