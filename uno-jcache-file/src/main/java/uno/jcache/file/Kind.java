/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.io.EOFException;
import java.io.IOException;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStoreException;

/** What kind of error it is, and thereby what to do. */
enum Kind {
  INPUT_OUTPUT,
  DAMAGED,
  FOREIGN,
  OTHER;

  /** Returns the kind of what MVStore, or its file, threw. */
  static Kind of(Throwable e) {
    if (!(e instanceof MVStoreException engine)) {
      return (e instanceof IOException) ? INPUT_OUTPUT : OTHER;
    }
    return switch (engine.getErrorCode()) {
      case DataUtils.ERROR_WRITING_FAILED -> INPUT_OUTPUT;
      case DataUtils.ERROR_READING_FAILED ->
          (e.getCause() instanceof EOFException) ? DAMAGED : INPUT_OUTPUT;
      case DataUtils.ERROR_FILE_CORRUPT, DataUtils.ERROR_SERIALIZATION -> DAMAGED;
      case DataUtils.ERROR_UNSUPPORTED_FORMAT -> FOREIGN;
      default -> OTHER;
    };
  }
}
