/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import static org.assertj.core.api.Assertions.assertThat;
import static uno.jcache.file.TestRegion.bytes;

import org.junit.jupiter.api.Test;
import uno.jcache.file.PendingDeadlines.DeadlineUpdate;

class PendingDeadlinesTest {
  private final PendingDeadlines touches = new PendingDeadlines();

  @Test
  void aTouchGoesWithItsEntry() {
    touches.replace(bytes("key"), null, new DeadlineUpdate(1, 10, 20));
    touches.removeOf(bytes("key"), FileEntry.encode(bytes("value"), 1, 0));
    assertThat(touches.get(bytes("key"))).isNull();
  }

  @Test
  void aTouchOfWhatCameAfterAnEntryStays() {
    DeadlineUpdate touch = new DeadlineUpdate(2, 10, 20);
    touches.replace(bytes("key"), null, touch);
    touches.removeOf(bytes("key"), FileEntry.encode(bytes("value"), 1, 0));
    assertThat(touches.get(bytes("key"), 2)).isEqualTo(touch);
  }

  @Test
  void aTouchOfWhatWasReplacedMeanwhileDoesNotTakeThePlaceOfANewerOne() {
    DeadlineUpdate seen = new DeadlineUpdate(1, 10, 20);
    DeadlineUpdate newer = new DeadlineUpdate(2, 10, 20);
    assertThat(touches.replace(bytes("key"), null, seen)).isTrue();
    assertThat(touches.replace(bytes("key"), seen, newer)).isTrue();
    assertThat(touches.replace(bytes("key"), seen, new DeadlineUpdate(1, 30, 40))).isFalse();
    assertThat(touches.get(bytes("key"), 2)).isEqualTo(newer);
  }
}
