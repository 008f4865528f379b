/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations.internal;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A key, or a pattern of keys, with the arguments of a call in it: {@code user:{id}}.
 *
 * <p>Two different calls never have the same key. If a key has several values, there is a colon
 * between each two, and colons in values are escaped; so are backslashes. Null is {@code null}, and
 * the text "null" is escaped. A key with one value has it as it is, so that an application can
 * write the same key by hand.
 *
 * <p>A pattern does not know of which kind the keys are that it is to match. So it is filled in
 * both ways, where that makes a difference.
 */
final class ArgumentTemplate {
  private static final Pattern PART = Pattern.compile("(?s)\\\\.|\\{([^{}]*)\\}?");
  private static final Pattern GLOB = Pattern.compile("[*?\\[\\]\\\\{}]");
  private static final Pattern SEPARATOR = Pattern.compile("[:\\\\]");
  private static final Pattern LIKE_NULL = Pattern.compile("\\\\*null");

  /** Literal texts, one more than values. */
  private final List<String> texts;

  private final List<ParameterPath> values;

  private ArgumentTemplate(List<String> texts, List<ParameterPath> values) {
    this.texts = List.copyOf(texts);
    this.values = List.copyOf(values);
  }

  /**
   * Reads a key.
   *
   * @throws IllegalArgumentException if it refers to something that is not there, or is ambiguous
   */
  static ArgumentTemplate key(String text, Method method) {
    ArgumentTemplate template = of(text, method, false);
    for (int i = 1; i < template.texts.size() - 1; i++) {
      if (template.texts.get(i).indexOf(':') < 0) {
        throw new IllegalArgumentException(
            "'"
                + text
                + "' needs a colon between two values, or two calls could have the same key");
      }
    }
    template.values.forEach(ArgumentTemplate::requireText);
    return template;
  }

  /** Returns the key of some parameters, after a prefix. */
  static ArgumentTemplate joined(String prefix, int[] positions, Method method) {
    List<String> texts = new ArrayList<>(List.of(prefix + ":"));
    List<ParameterPath> values =
        Arrays.stream(positions)
            .mapToObj(i -> ParameterPath.of(String.valueOf(i), method))
            .toList();
    values.forEach(ArgumentTemplate::requireText);
    IntStream.range(1, positions.length).forEach(i -> texts.add(":"));
    if (positions.length > 0) {
      texts.add("");
    }
    return new ArgumentTemplate(texts, values);
  }

  /** Reads a pattern. */
  static ArgumentTemplate pattern(String text, Method method) {
    return of(text, method, true);
  }

  private static ArgumentTemplate of(String text, Method method, boolean isPattern) {
    List<String> texts = new ArrayList<>();
    List<ParameterPath> values = new ArrayList<>();
    StringBuilder literal = new StringBuilder();
    int next = 0;
    for (Matcher part = PART.matcher(text); part.find(); next = part.end()) {
      literal.append(text, next, part.start());
      String name = part.group(1);
      if (name == null) { // escaped
        literal.append(isPattern ? part.group() : part.group().substring(1));
      } else if (name.isEmpty() || !part.group().endsWith("}")) {
        throw new IllegalArgumentException(
            "'" + text + "' has a '{' that is not followed by a name and '}'; \\{ is a brace");
      } else {
        texts.add(literal.toString());
        literal.setLength(0);
        values.add(ParameterPath.of(name, method));
      }
    }
    texts.add(literal.append(text.substring(next)).toString());
    return new ArgumentTemplate(texts, values);
  }

  /** A class without a text of its own has another one for each object, so no call would hit. */
  private static void requireText(ParameterPath value) {
    Class<?> type = value.type();
    boolean isAbstract = type.isInterface() || type == Object.class;
    try {
      boolean hasNone =
          type.isArray()
              || (!isAbstract
                  && !type.isPrimitive()
                  && type.getMethod("toString").getDeclaringClass() == Object.class);
      if (hasNone) {
        throw new IllegalArgumentException(
            type.getTypeName()
                + " has no toString() that tells its values apart; name a part of it in the key");
      }
    } catch (NoSuchMethodException e) {
      throw new AssertionError(e); // each object has one
    }
  }

  /** Returns the key of a call. */
  String key(@Nullable Object[] arguments) {
    if (values.size() == 1) {
      return texts.get(0) + text(values.get(0).value(arguments)) + texts.get(1);
    }
    StringBuilder key = new StringBuilder(texts.get(0));
    for (int i = 0; i < values.size(); i++) {
      key.append(escaped(text(values.get(i).value(arguments)))).append(texts.get(i + 1));
    }
    return key.toString();
  }

  /** Returns the patterns of a call. */
  Set<String> patterns(@Nullable Object[] arguments) {
    StringBuilder raw = new StringBuilder(texts.get(0));
    StringBuilder escaped = new StringBuilder(texts.get(0));
    for (int i = 0; i < values.size(); i++) {
      String value = text(values.get(i).value(arguments));
      raw.append(quoted(value)).append(texts.get(i + 1));
      escaped.append(quoted(escaped(value))).append(texts.get(i + 1));
    }
    return new TreeSet<>(List.of(raw.toString(), escaped.toString()));
  }

  private static String text(@Nullable Object value) {
    String text = String.valueOf(value);
    return (value != null && LIKE_NULL.matcher(text).matches()) ? "\\" + text : text;
  }

  private static String escaped(String value) {
    return (value.indexOf(':') < 0 && value.indexOf('\\') < 0)
        ? value
        : SEPARATOR.matcher(value).replaceAll("\\\\$0");
  }

  private static String quoted(String value) {
    return GLOB.matcher(value).replaceAll("\\\\$0");
  }
}
