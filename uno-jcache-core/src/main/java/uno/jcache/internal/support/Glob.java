/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.support;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pattern for names or keys. It must match the whole text:
 *
 * <table>
 *   <caption>Syntax</caption>
 *   <tr><th>pattern</th><th>matches</th></tr>
 *   <tr><td>{@code *}</td><td>any number of characters, including none</td></tr>
 *   <tr><td>{@code ?}</td><td>one character</td></tr>
 *   <tr><td>{@code [a-z_]}</td><td>one of these characters</td></tr>
 *   <tr><td>{@code [!a-z]}</td><td>one character other than these</td></tr>
 *   <tr><td>{@code \}</td><td>the next character, without its special meaning</td></tr>
 *   <tr><td>other characters</td><td>themselves</td></tr>
 * </table>
 *
 * <p>Matching allocates nothing. Its time is at most proportional to the length of the pattern
 * times the length of the text. After a mismatch, it backtracks only to the last {@code *} that it
 * has reached, because a longer match of an earlier {@code *} could not help. So each {@code *}
 * except the last matches as few characters as possible.
 *
 * <p>Immutable.
 */
public final class Glob {
  // Tokens that are not code points.
  private static final int ANY_ONE = -1;
  private static final int ANY_RUN = -2;
  private static final int FIRST_SET = -3; // the next sets are -4, -5 and so on

  private final String pattern;
  private final String prefix;

  /** The literal end of the pattern, if it follows a {@code *}; otherwise empty. */
  private final String suffix;

  private final int[] tokens;
  private final List<CharacterSet> sets;

  private Glob(String pattern, String prefix, int[] tokens, List<CharacterSet> sets) {
    this.pattern = pattern;
    this.prefix = prefix;
    this.suffix = suffix(tokens);
    this.tokens = tokens;
    this.sets = sets;
  }

  /**
   * Compiles a pattern.
   *
   * @throws IllegalArgumentException if it is invalid; the message says what is wrong and where
   */
  public static Glob of(String pattern) {
    return new Compiler(pattern).compile();
  }

  /** Returns whether a text has characters with a special meaning. */
  public static boolean isPattern(String text) {
    return text.chars().anyMatch(c -> c == '*' || c == '?' || c == '[' || c == '\\');
  }

  /** Returns a pattern that only this text matches. */
  public static String quote(String text) {
    StringBuilder quoted = new StringBuilder();
    text.chars()
        .forEach(
            c -> {
              if ("*?[\\".indexOf(c) >= 0) {
                quoted.append('\\');
              }
              quoted.append((char) c);
            });
    return quoted.toString();
  }

  /** Returns whether this matches only one text, the {@link #prefix}. */
  public boolean isLiteral() {
    return tokens.length == 0;
  }

  /** Returns the literal text with which each matching text begins; may be empty. */
  public String prefix() {
    return prefix;
  }

  /**
   * Returns the longest common prefix of these patterns. Each text that matches one of them begins
   * with it.
   */
  public static String commonPrefix(Collection<Glob> patterns) {
    String common = null;
    for (Glob each : patterns) {
      common = (common == null) ? each.prefix : common(common, each.prefix);
    }
    return (common == null) ? "" : common;
  }

  private static String common(String one, String other) {
    int length = 0;
    while (length < Math.min(one.length(), other.length())
        && one.charAt(length) == other.charAt(length)) {
      length++;
    }
    boolean splits = length > 0 && Character.isHighSurrogate(one.charAt(length - 1));
    return one.substring(0, splits ? length - 1 : length);
  }

  private static String suffix(int[] tokens) {
    int first = tokens.length;
    while (first > 0 && tokens[first - 1] >= 0) {
      first--;
    }
    return (first > 0 && tokens[first - 1] == ANY_RUN)
        ? new String(tokens, first, tokens.length - first)
        : "";
  }

  /** Returns whether the whole text matches. */
  public boolean matches(String text) {
    // The suffix rejects most texts quickly.
    return text.endsWith(suffix) && matches(text, null);
  }

  /** Returns the number of {@code *} in the pattern. */
  public int runs() {
    return (int) Arrays.stream(tokens).filter(token -> token == ANY_RUN).count();
  }

  /**
   * Returns whether the whole text matches. Also finds the text that each {@code *} matches.
   *
   * @param found receives the start and end index of the text that each {@code *} matches, in
   *     pairs; null if they are not needed
   */
  public boolean matches(String text, int @Nullable [] found) {
    if (!text.startsWith(prefix)) {
      return false;
    }
    int token = 0;
    int at = prefix.length();
    int afterRun = -1; // after a mismatch, continue at this token and after position retry
    int retry = 0;
    int runs = 0;
    while (true) {
      if (token < tokens.length && tokens[token] == ANY_RUN) {
        end(found, runs, retry);
        runs++;
        afterRun = ++token;
        retry = at;
        start(found, runs, at);
        if (token == tokens.length) {
          end(found, runs, text.length());
          return true;
        }
      } else if (at == text.length()) {
        end(found, runs, retry);
        return token == tokens.length;
      } else if (token < tokens.length && takes(tokens[token], text.codePointAt(at))) {
        at += Character.charCount(text.codePointAt(at));
        token++;
      } else if (afterRun >= 0) {
        retry += Character.charCount(text.codePointAt(retry));
        at = retry;
        token = afterRun;
      } else {
        return false;
      }
    }
  }

  private static void start(int @Nullable [] found, int run, int at) {
    if (found != null) {
      found[2 * (run - 1)] = at;
    }
  }

  private static void end(int @Nullable [] found, int run, int at) {
    if (found != null && run > 0) {
      found[2 * (run - 1) + 1] = at;
    }
  }

  private boolean takes(int token, int c) {
    if (token >= 0) {
      return token == c;
    }
    return token == ANY_ONE || sets.get(FIRST_SET - token).contains(c);
  }

  /** Returns the number of literal characters in the pattern. */
  public int literals() {
    int literals = prefix.codePointCount(0, prefix.length());
    for (int token : tokens) {
      literals += (token >= 0) ? 1 : 0;
    }
    return literals;
  }

  @Override
  public String toString() {
    return pattern;
  }

  /**
   * A set of characters, or its complement.
   *
   * @param ranges pairs of a first and a last code point
   * @param others whether the set has all characters except those in the ranges
   */
  private record CharacterSet(List<int[]> ranges, boolean others) {
    boolean contains(int c) {
      for (int[] range : ranges) {
        if (c >= range[0] && c <= range[1]) {
          return !others;
        }
      }
      return others;
    }
  }

  private static final class Compiler {
    private final String pattern;
    private final int[] characters;
    private final List<Integer> tokens = new ArrayList<>();
    private final List<CharacterSet> sets = new ArrayList<>();
    private int next;

    Compiler(String pattern) {
      this.pattern = pattern;
      this.characters = pattern.codePoints().toArray();
    }

    Glob compile() {
      while (next < characters.length) {
        tokens.add(token(characters[next++]));
      }
      StringBuilder prefix = new StringBuilder();
      int literals = 0;
      while (literals < tokens.size() && tokens.get(literals) >= 0) {
        prefix.appendCodePoint(tokens.get(literals++));
      }
      int[] rest = tokens.stream().skip(literals).mapToInt(Integer::intValue).toArray();
      return new Glob(pattern, prefix.toString(), rest, List.copyOf(sets));
    }

    private int token(int c) {
      return switch (c) {
        case '*' -> ANY_RUN;
        case '?' -> ANY_ONE;
        case '\\' -> escaped();
        case '[' -> {
          sets.add(set());
          yield FIRST_SET - (sets.size() - 1);
        }
        default -> c;
      };
    }

    private int escaped() {
      if (next == characters.length) {
        throw wrong("ends with a backslash; write \\\\ for the backslash itself");
      }
      return characters[next++];
    }

    private CharacterSet set() {
      int start = next;
      boolean others = next < characters.length && "!^".indexOf(characters[next]) >= 0;
      if (others) {
        next++;
      }
      List<int[]> ranges = new ArrayList<>();
      while (true) {
        if (next == characters.length) {
          throw wrong(
              "has a [ at "
                  + start
                  + " that is not closed; add a ], or write \\[ for the bracket itself");
        }
        int first = characters[next++];
        if (first == ']') {
          if (ranges.isEmpty()) {
            throw wrong("has a [] at " + start + ", which nothing can match");
          }
          return new CharacterSet(List.copyOf(ranges), others);
        }
        first = (first == '\\') ? escaped() : first;
        ranges.add(new int[] {first, isRange() ? last(first) : first});
      }
    }

    private boolean isRange() {
      return next + 1 < characters.length && characters[next] == '-' && characters[next + 1] != ']';
    }

    private int last(int first) {
      next++;
      int last = characters[next++];
      last = (last == '\\') ? escaped() : last;
      if (last < first) {
        throw wrong(
            "has a range from "
                + Character.toString(first)
                + " to "
                + Character.toString(last)
                + ", which is empty; swap its ends");
      }
      return last;
    }

    private IllegalArgumentException wrong(String what) {
      return new IllegalArgumentException("The pattern '" + pattern + "' " + what);
    }
  }
}
