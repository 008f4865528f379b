/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/** Describes in one line why a file cannot be used, and what an operator can do. */
final class FileErrorAdvice {
  private static final int MAX_CAUSES = 100;

  /** Maps parts of messages of the operating system and the JVM, in lower case, to remedies. */
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

  /** Returns the description of an error in a directory. */
  static String text(Path dir, Throwable e) {
    if (!Files.isDirectory(dir)) {
      return "the directory "
          + dir
          + " is missing: it was removed, or its disk is not mounted. It is created again if possible."
          + " Set '"
          + FileSettings.DIR.name()
          + "' to a directory that no other program cleans up.";
    }
    String reason = reason(e);
    String lower = reason.toLowerCase(Locale.ROOT);
    return REMEDIES.entrySet().stream()
        .filter(remedy -> lower.contains(remedy.getKey()))
        .findFirst()
        .map(remedy -> reason + ". " + remedy.getValue())
        .orElse(reason);
  }

  /** Returns the message of the root cause. Our own exceptions already have a full message. */
  private static String reason(Throwable e) {
    if (e instanceof CacheException) {
      return String.valueOf(e.getMessage());
    }
    Throwable root = e;
    @Nullable Throwable cause = e.getCause();
    for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
      root = cause;
      cause = cause.getCause();
    }
    String message = root.getMessage();
    return (root instanceof Error || message == null) ? root.toString() : message;
  }
}
