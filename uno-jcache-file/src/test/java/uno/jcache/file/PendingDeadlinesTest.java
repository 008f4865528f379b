/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import static org.assertj.core.api.Assertions.assertThat;
import static uno.jcache.file.TestRegion.bytes;

import org.junit.jupiter.api.Test;
import uno.jcache.file.PendingDeadlines.Touch;

class PendingDeadlinesTest {
  private final PendingDeadlines touches = new PendingDeadlines();

  @Test
  void aTouchGoesWithItsEntry() {
    touches.replace(bytes("key"), null, new Touch(1, 10, 20));
    touches.forget(bytes("key"), FileEntry.encode(bytes("value"), 1, 0));
    assertThat(touches.get(bytes("key"))).isNull();
  }

  @Test
  void aTouchOfWhatCameAfterAnEntryStays() {
    Touch touch = new Touch(2, 10, 20);
    touches.replace(bytes("key"), null, touch);
    touches.forget(bytes("key"), FileEntry.encode(bytes("value"), 1, 0));
    assertThat(touches.get(bytes("key"), 2)).isEqualTo(touch);
  }

  @Test
  void aTouchOfWhatWasReplacedMeanwhileDoesNotTakeThePlaceOfANewerOne() {
    Touch seen = new Touch(1, 10, 20);
    Touch newer = new Touch(2, 10, 20);
    assertThat(touches.replace(bytes("key"), null, seen)).isTrue();
    assertThat(touches.replace(bytes("key"), seen, newer)).isTrue();
    assertThat(touches.replace(bytes("key"), seen, new Touch(1, 30, 40))).isFalse();
    assertThat(touches.get(bytes("key"), 2)).isEqualTo(newer);
  }
}
