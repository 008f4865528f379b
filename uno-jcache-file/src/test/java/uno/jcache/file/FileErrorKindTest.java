/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.h2.mvstore.DataUtils.newMVStoreException;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.nio.channels.ClosedByInterruptException;
import org.h2.mvstore.DataUtils;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unshaded")
class FileErrorKindTest {
  private static FileErrorKind corruptBy(Throwable cause) {
    return FileErrorKind.of(
        newMVStoreException(
            DataUtils.ERROR_INTERNAL,
            "panic",
            newMVStoreException(DataUtils.ERROR_FILE_CORRUPT, "File corrupted", cause)));
  }

  @Test
  void whatHappensToTheProcessIsNoDamage() {
    assertThat(FileErrorKind.of(new OutOfMemoryError())).isEqualTo(FileErrorKind.PROCESS);
    assertThat(corruptBy(new OutOfMemoryError())).isEqualTo(FileErrorKind.PROCESS);
    assertThat(corruptBy(new StackOverflowError())).isEqualTo(FileErrorKind.PROCESS);
    assertThat(corruptBy(new InternalError())).isEqualTo(FileErrorKind.PROCESS);
    assertThat(corruptBy(new NoClassDefFoundError())).isEqualTo(FileErrorKind.PROCESS);
    assertThat(corruptBy(new InterruptedException())).isEqualTo(FileErrorKind.PROCESS);
    assertThat(FileErrorKind.of(new AssertionError(null, new OutOfMemoryError())))
        .isEqualTo(FileErrorKind.PROCESS);
  }

  @Test
  void whatCannotBeReadNowIsNoDamage() {
    assertThat(corruptBy(new FileNotFoundException("(Too many open files)")))
        .isEqualTo(FileErrorKind.INPUT_OUTPUT);
    assertThat(corruptBy(new ClosedByInterruptException())).isEqualTo(FileErrorKind.INPUT_OUTPUT);
  }

  @Test
  void damageIs() {
    assertThat(FileErrorKind.of(newMVStoreException(DataUtils.ERROR_FILE_CORRUPT, "")))
        .isEqualTo(FileErrorKind.DAMAGED);
    assertThat(
            FileErrorKind.of(
                newMVStoreException(DataUtils.ERROR_READING_FAILED, "", new EOFException())))
        .isEqualTo(FileErrorKind.DAMAGED);
  }
}
