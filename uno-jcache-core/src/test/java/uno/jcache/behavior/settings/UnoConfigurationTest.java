/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.concurrent.Executor;
import java.util.function.ToIntBiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.configuration.Configuration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import uno.jcache.Copier;
import uno.jcache.UnoConfiguration;
import uno.jcache.behavior.Caches;
import uno.jcache.behavior.Events;
import uno.jcache.behavior.MovedClock;

/** The configuration that says what the standard has no word for. */
@Tag("own-providers")
class UnoConfigurationTest {
  private static final Executor EXECUTOR = Runnable::run;
  private static final MovedClock CLOCK = new MovedClock();
  private static final ToIntBiFunction<String, Integer> WEIGHER = new Weigher();
  private static final Copier COPIER =
      new Copier() {
        @Override
        public <T> T copy(T original) {
          return original;
        }
      };

  /** One setting. */
  interface Setting extends UnaryOperator<UnoConfiguration<String, Integer>> {}

  static Stream<Setting> settings() {
    return Stream.of(
        c -> c.setMaximumSize(7),
        c -> c.setMaximumWeight(7, WEIGHER),
        c -> c.setExecutor(EXECUTOR),
        c -> c.setTicker(CLOCK),
        c -> c.setCopier(COPIER),
        c -> c.setTypes(String.class, Integer.class),
        c -> c.setStoreByValue(false),
        c -> c.setReadThrough(true),
        c -> c.setWriteThrough(true),
        c -> c.setStatisticsEnabled(true),
        c -> c.setExpiryPolicyFactory(CreatedExpiryPolicy.factoryOf(Duration.ONE_DAY)),
        c -> c.addCacheEntryListenerConfiguration(Events.sync(new Events<>())));
  }

  @ParameterizedTest
  @MethodSource("settings")
  void eachSettingChainsAndIsCopied(Setting setting) {
    var configuration = new UnoConfiguration<String, Integer>();
    assertThat(setting.apply(configuration)).isSameAs(configuration);
    UnoConfiguration<String, Integer> copy = UnoConfiguration.from(configuration);
    assertThat(copy).isNotSameAs(configuration).isEqualTo(configuration);
    assertThat(copy).hasSameHashCodeAs(configuration);
    assertThat(copy).isNotEqualTo(new UnoConfiguration<String, Integer>());
  }

  @Test
  void aCopyIsChangedOnItsOwn() {
    UnoConfiguration<String, Integer> original =
        new UnoConfiguration<String, Integer>().setMaximumSize(7);
    UnoConfiguration.from(original).setMaximumSize(8).setStoreByValue(false);
    assertThat(original.getMaximumSize()).hasValue(7);
    assertThat(original.isStoreByValue()).isTrue();
  }

  @Test
  void aConfigurationOfTheStandardIsTakenOver() {
    var standard =
        new MutableConfiguration<String, Integer>()
            .setTypes(String.class, Integer.class)
            .setStoreByValue(false)
            .setStatisticsEnabled(true)
            .setExpiryPolicyFactory(CreatedExpiryPolicy.factoryOf(Duration.ONE_DAY));
    UnoConfiguration<String, Integer> taken =
        UnoConfiguration.from(standard).setMaximumSize(10_000);
    assertThat(standard).isEqualTo(taken);
    assertThat(taken.getMaximumSize()).hasValue(10_000);
  }

  @Test
  void aMinimalConfigurationIsTakenOverAsFarAsItGoes() {
    Configuration<String, Integer> minimal =
        new Configuration<>() {
          private static final long serialVersionUID = 1L;

          @Override
          public Class<String> getKeyType() {
            return String.class;
          }

          @Override
          public Class<Integer> getValueType() {
            return Integer.class;
          }

          @Override
          public boolean isStoreByValue() {
            return false;
          }
        };
    UnoConfiguration<String, Integer> taken = UnoConfiguration.from(minimal);
    assertThat(taken.getKeyType()).isEqualTo(String.class);
    assertThat(taken.getValueType()).isEqualTo(Integer.class);
    assertThat(taken.isStoreByValue()).isFalse();
    assertThat(taken.getExpiryPolicyFactory()).isNotNull();
  }

  @Test
  void sizeAndWeightReplaceEachOther() {
    var configuration = new UnoConfiguration<String, Integer>();
    assertThat(configuration.getMaximumSize()).isEmpty();
    assertThat(configuration.getMaximumWeight()).isEmpty();
    configuration.setMaximumSize(7).setMaximumWeight(8, WEIGHER);
    assertThat(configuration.getMaximumSize()).isEmpty();
    assertThat(configuration.getMaximumWeight()).hasValue(8);
    assertThat(configuration.getWeigher()).containsSame(WEIGHER);
    configuration.setMaximumSize(9);
    assertThat(configuration.getMaximumSize()).hasValue(9);
    assertThat(configuration.getMaximumWeight()).isEmpty();
    assertThat(configuration.getWeigher()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void aBoundBelowOneIsRefused(long bound) {
    var configuration = new UnoConfiguration<String, Integer>();
    assertThatThrownBy(() -> configuration.setMaximumSize(bound))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(String.valueOf(bound));
    assertThatThrownBy(() -> configuration.setMaximumWeight(bound, WEIGHER))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(String.valueOf(bound));
    assertThat(configuration.getMaximumSize()).isEmpty();
  }

  @Test
  @SuppressWarnings("NullAway") // that is the point
  void nullsAreRefused() {
    var configuration = new UnoConfiguration<String, Integer>();
    assertThatThrownBy(() -> configuration.setExecutor(null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> configuration.setTicker(null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> configuration.setCopier(null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> configuration.setMaximumWeight(1, null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> UnoConfiguration.from((CompleteConfiguration<String, Integer>) null))
        .isInstanceOf(NullPointerException.class);
  }

  /** A weigher that can be written. */
  private static final class Weigher implements ToIntBiFunction<String, Integer>, Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public int applyAsInt(String key, Integer value) {
      return value;
    }

    @Override
    public boolean equals(Object object) {
      return object instanceof Weigher;
    }

    @Override
    public int hashCode() {
      return 1;
    }
  }

  @Test
  @SuppressWarnings("BanSerializableRead")
  void isSerializableWhereItsSettingsAre() throws Exception {
    var configuration =
        new UnoConfiguration<String, Integer>()
            .setTypes(String.class, Integer.class)
            .setExpiryPolicyFactory(CreatedExpiryPolicy.factoryOf(Duration.ONE_DAY))
            .setMaximumWeight(7, new Weigher());
    var bytes = new ByteArrayOutputStream();
    try (var out = new ObjectOutputStream(bytes)) {
      out.writeObject(configuration);
    }
    try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(configuration);
    }
  }

  @Test
  void aMaximumWeightThatIsRefusedChangesNothing() {
    var configuration = Caches.<String, String>byReference().setMaximumSize(5);
    assertThatThrownBy(() -> configuration.setMaximumWeight(0, (k, v) -> 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(configuration.getMaximumSize()).hasValue(5);
    assertThat(configuration.getMaximumWeight()).isEmpty();
  }
}
