/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.io.EOFException;
import java.io.IOException;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/** Kinds of errors of a region's file. {@link FileRecovery} describes how each is handled. */
enum FileErrorKind {
  /** The file cannot be read or written at present. */
  INPUT_OUTPUT,
  /** The process lacked memory, or the thread was interrupted. The file may be sound. */
  PROCESS,
  /** The file does not have the bytes that were written. */
  DAMAGED,
  /** A later version of this software, or of MVStore, wrote the file. */
  UNSUPPORTED_FORMAT,
  /** Unknown; the file may be damaged. */
  OTHER;

  private static final int MAX_CAUSES = 100;

  /**
   * Returns the kind of an error that MVStore or its file threw. MVStore wraps every error,
   * sometimes in one that reports damage, so the causes are examined first.
   */
  static FileErrorKind of(Throwable e) {
    @Nullable Throwable cause = e;
    for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
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
      case DataUtils.ERROR_CLOSED -> PROCESS; // the session was abandoned before
      case DataUtils.ERROR_FILE_CORRUPT, DataUtils.ERROR_SERIALIZATION -> DAMAGED;
      case DataUtils.ERROR_UNSUPPORTED_FORMAT -> UNSUPPORTED_FORMAT;
      default -> OTHER;
    };
  }
}
