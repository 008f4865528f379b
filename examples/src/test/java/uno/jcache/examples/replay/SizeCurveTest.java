/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.examples.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import uno.jcache.examples.replay.SizeCurve.Point;

class SizeCurveTest {
  @Test
  void kneeIsWhereTheGainDrops() {
    var curve =
        new SizeCurve(
            List.of(
                new Point(100, 20), new Point(200, 40), new Point(400, 60), new Point(1600, 62)));

    assertThat(curve.knee())
        .hasValueSatisfying(
            knee -> {
              assertThat(knee.size()).isEqualTo(400);
              assertThat(knee.gainBefore()).isCloseTo(20, within(1e-9));
              assertThat(knee.gainAfter()).isCloseTo(1, within(1e-9));
            });
  }

  @Test
  void straightLineHasNoKnee() {
    var curve =
        new SizeCurve(List.of(new Point(100, 20), new Point(1000, 30), new Point(10000, 40)));

    assertThat(curve.knee()).isEmpty();
  }

  @Test
  void lateGainIsNoKnee() {
    var curve = new SizeCurve(List.of(new Point(100, 0), new Point(1000, 0), new Point(10000, 90)));

    assertThat(curve.knee()).isEmpty();
  }

  @Test
  void twoSizesHaveNoKnee() {
    assertThat(new SizeCurve(List.of(new Point(100, 20), new Point(1000, 90))).knee()).isEmpty();
  }
}
