/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.h2.mvstore.DataUtils.newMVStoreException;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.nio.channels.ClosedByInterruptException;
import org.h2.mvstore.DataUtils;
import org.junit.jupiter.api.Test;

class KindTest {
  private static Kind corruptBy(Throwable cause) {
    return Kind.of(
        newMVStoreException(
            DataUtils.ERROR_INTERNAL,
            "panic",
            newMVStoreException(DataUtils.ERROR_FILE_CORRUPT, "File corrupted", cause)));
  }

  @Test
  void whatHappensToTheProcessIsNoDamage() {
    assertThat(Kind.of(new OutOfMemoryError())).isEqualTo(Kind.PROCESS);
    assertThat(corruptBy(new OutOfMemoryError())).isEqualTo(Kind.PROCESS);
    assertThat(corruptBy(new StackOverflowError())).isEqualTo(Kind.PROCESS);
    assertThat(corruptBy(new InternalError())).isEqualTo(Kind.PROCESS);
    assertThat(corruptBy(new NoClassDefFoundError())).isEqualTo(Kind.PROCESS);
    assertThat(corruptBy(new InterruptedException())).isEqualTo(Kind.PROCESS);
    assertThat(Kind.of(new AssertionError(null, new OutOfMemoryError()))).isEqualTo(Kind.PROCESS);
  }

  @Test
  void whatCannotBeReadNowIsNoDamage() {
    assertThat(corruptBy(new FileNotFoundException("(Too many open files)")))
        .isEqualTo(Kind.INPUT_OUTPUT);
    assertThat(corruptBy(new ClosedByInterruptException())).isEqualTo(Kind.INPUT_OUTPUT);
  }

  @Test
  void damageIs() {
    assertThat(Kind.of(newMVStoreException(DataUtils.ERROR_FILE_CORRUPT, "")))
        .isEqualTo(Kind.DAMAGED);
    assertThat(Kind.of(newMVStoreException(DataUtils.ERROR_READING_FAILED, "", new EOFException())))
        .isEqualTo(Kind.DAMAGED);
  }
}
