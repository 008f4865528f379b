/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.io.EOFException;
import java.io.IOException;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/** What kind of error it is, and thereby what to do. */
enum FileErrorKind {
  /** The file cannot be read or written now. */
  INPUT_OUTPUT,
  /** The process had too little memory, say, or was interrupted. It says nothing of the file. */
  PROCESS,
  DAMAGED,
  FOREIGN,
  OTHER;

  private static final int DEEPEST = 100;

  /**
   * Returns the kind of what MVStore, or its file, threw. MVStore wraps what it meets, also in
   * errors that say that the file is damaged; so the causes come first.
   */
  static FileErrorKind of(Throwable e) {
    @Nullable Throwable cause = e;
    for (int i = 0; cause != null && i < DEEPEST; i++) {
      if (cause instanceof IOException && !(cause instanceof EOFException)) {
        return INPUT_OUTPUT;
      } else if (isOfProcess(cause)) {
        return PROCESS;
      }
      cause = cause.getCause();
    }
    return (e instanceof MVStoreException engine) ? of(engine) : OTHER;
  }

  private static boolean isOfProcess(Throwable e) {
    return (e instanceof Error && !(e instanceof AssertionError))
        || e instanceof InterruptedException;
  }

  private static FileErrorKind of(MVStoreException e) {
    return switch (e.getErrorCode()) {
      case DataUtils.ERROR_WRITING_FAILED -> INPUT_OUTPUT;
      case DataUtils.ERROR_READING_FAILED ->
          (e.getCause() instanceof EOFException) ? DAMAGED : INPUT_OUTPUT;
      case DataUtils.ERROR_CLOSED -> PROCESS; // it was given up before, for a reason of its own
      case DataUtils.ERROR_FILE_CORRUPT, DataUtils.ERROR_SERIALIZATION -> DAMAGED;
      case DataUtils.ERROR_UNSUPPORTED_FORMAT -> FOREIGN;
      default -> OTHER;
    };
  }
}
