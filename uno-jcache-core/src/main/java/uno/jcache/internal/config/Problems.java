/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.config;

import com.typesafe.config.ConfigOrigin;
import java.util.ArrayList;
import java.util.List;
import javax.cache.CacheException;

/** Collects all problems of a configuration, so that one exception reports them all. */
final class Problems {
  private final String subject;
  private final List<String> problems = new ArrayList<>();

  Problems(String subject) {
    this.subject = subject;
  }

  /**
   * Adds a problem.
   *
   * @param path the path of the setting or section
   */
  void add(ConfigOrigin origin, String path, String problem) {
    problems.add(where(origin) + ": " + path + ": " + problem);
  }

  private static String where(ConfigOrigin origin) {
    String file =
        (origin.filename() != null)
            ? origin.filename()
            : (origin.url() != null) ? origin.url().toString() : origin.description();
    return (origin.lineNumber() > 0 && (origin.filename() != null || origin.url() != null))
        ? file + ":" + origin.lineNumber()
        : file;
  }

  /** Returns what has the problems: the URI of a manager, or a region. */
  String subject() {
    return subject;
  }

  int count() {
    return problems.size();
  }

  /** Throws the exception for values that a program has passed. */
  void throwIfAnyArgument() {
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n  ", problems));
    }
  }

  void throwIfAny() {
    if (!problems.isEmpty()) {
      throw new CacheException(
          "Manager " + subject + ": bad configuration\n  " + String.join("\n  ", problems));
    }
  }
}
