/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/** Says in a line why a file cannot be used, and what to do. */
final class FileErrorAdvice {
  private static final int DEEPEST = 100;

  /** What the operating system says, and what helps. */
  private static final Map<String, String> REMEDIES =
      Map.of(
          "no space left", "Make room on the disk.",
          "not enough space", "Make room on the disk.",
          "quota", "Make room on the disk, or raise the quota.",
          "too many open files", "Raise the limit of open files (ulimit -n).",
          "read-only file system", "Mount the disk so that it can be written.",
          "denied", "Let this process read and write there.",
          "outofmemoryerror", "Give the process more memory (-Xmx).");

  private FileErrorAdvice() {}

  /** Describes it for an operator. */
  static String text(Path dir, Throwable e) {
    if (!Files.isDirectory(dir)) {
      return "the directory "
          + dir
          + " is missing: it was removed, or its disk is not mounted. It is made anew where that is"
          + " possible. Choose a '"
          + FileSettings.DIR
          + "' that nobody cleans up.";
    }
    String reason = reason(e);
    String lower = reason.toLowerCase(Locale.ROOT);
    return REMEDIES.entrySet().stream()
        .filter(remedy -> lower.contains(remedy.getKey()))
        .findFirst()
        .map(remedy -> reason + ". " + remedy.getValue())
        .orElse(reason);
  }

  /** What began it says most, and the rest is in the stack trace. Our own messages say it all. */
  private static String reason(Throwable e) {
    if (e instanceof CacheException) {
      return String.valueOf(e.getMessage());
    }
    Throwable first = e;
    @Nullable Throwable cause = e.getCause();
    for (int i = 0; cause != null && i < DEEPEST; i++) {
      first = cause;
      cause = cause.getCause();
    }
    String message = first.getMessage();
    return (first instanceof Error || message == null) ? first.toString() : message;
  }
}
