/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi.remote;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Says of a call that failed what it met, and what whoever runs the application can do about it.
 * Immutable.
 */
public final class ErrorAdvice {
  private final Pattern details;
  private final List<Advice> advice;

  /**
   * How the server, the client or the JDK report something, and what to do then.
   *
   * @param sign what one of the exceptions and its causes has in its text, class name included
   * @param remedy what to do, as it ends a sentence
   */
  public record Advice(String sign, String remedy) {}

  /**
   * Advice about a kind of server.
   *
   * @param details what messages are stripped of, such as arguments, which nobody else may see
   * @param advice the first that fits is the one that is given
   */
  public ErrorAdvice(Pattern details, List<Advice> advice) {
    this.details = details;
    this.advice = List.copyOf(advice);
  }

  /** Returns what happened, and what to do where that is known. */
  public String describe(Throwable why) {
    StringBuilder all = new StringBuilder();
    Throwable root = why;
    for (Throwable each = why; each != null; each = each.getCause()) {
      all.append(each).append('\n');
      root = each; // those before say that there is one
    }
    String what = (root.getMessage() == null) ? "no answer in time" : root.getMessage();
    String shown = details.matcher(what).replaceFirst("");
    return advice.stream()
        .filter(each -> all.indexOf(each.sign) >= 0)
        .findFirst()
        .map(each -> shown + "; " + each.remedy)
        .orElse(shown);
  }
}
