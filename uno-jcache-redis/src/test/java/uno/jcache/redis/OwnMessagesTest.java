/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import uno.jcache.spi.ChangeListener;
import uno.jcache.spi.remote.ChangeMessage;
import uno.jcache.spi.remote.UnacknowledgedWrites;

/** Of one's own messages, those are heeded whose changes were not answered. */
@Timeout(60)
class OwnMessagesTest {
  private static final long STORE = ChangeMessage.sender(0x0123_4567_89ab_cdefL, 0);
  private static final long REGION = 5;

  @RegisterExtension final RedisCaches caches = new RedisCaches();

  private final UnacknowledgedWrites unanswered =
      new UnacknowledgedWrites(TimeUnit.HOURS.toNanos(1), System::nanoTime);
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final AtomicBoolean live = new AtomicBoolean();

  private final ChangeListener<byte[]> listener =
      new ChangeListener<>() {
        @Override
        public void changed(byte[] key) {
          heard.add(new String(key, US_ASCII));
        }

        @Override
        public void invalidated(List<String> patterns) {
          heard.addAll(patterns);
        }

        @Override
        public void lost() {
          live.set(false);
        }

        @Override
        public void found() {
          live.set(true);
        }
      };

  private static byte[] changed(long sender, String key) {
    return ChangeMessage.of(
        ChangeMessage.CHANGED,
        sender,
        REGION,
        ChangeMessage.content(List.of(key.getBytes(US_ASCII))));
  }

  private static byte[] invalidated(long sender, String pattern) {
    return ChangeMessage.of(
        ChangeMessage.INVALIDATED, sender, REGION, ChangeMessage.content(7, List.of(pattern)));
  }

  @Test
  void exactlyTheMessageOfTheUnansweredChangeIsHeeded() {
    RedisProcess redis = caches.redis();
    RedisServer server =
        caches.closing(
            new RedisServer("shared", RedisSettings.of("shared", Map.of("url", redis.url()))));
    InvalidationChannel.Follower follower =
        new InvalidationChannel.Follower(STORE, REGION, unanswered, listener);
    server.channel().follow(follower);
    await().untilTrue(live);
    unanswered.add(ChangeMessage.sender(STORE, 2));
    unanswered.add(ChangeMessage.sender(STORE, 5));
    server.publish(changed(ChangeMessage.sender(STORE, 1), "answered"));
    server.publish(changed(ChangeMessage.sender(STORE, 3), "key, of a later change"));
    server.publish(changed(ChangeMessage.sender(STORE, 2), "key"));
    server.publish(invalidated(ChangeMessage.sender(STORE, 4), "answered*"));
    server.publish(invalidated(ChangeMessage.sender(STORE, 5), "unanswered*"));
    server.publish(changed(-STORE, "another's"));
    await().until(() -> heard.contains("another's"));
    assertThat(heard).containsExactly("key", "unanswered*", "another's");
    server.channel().unfollow(follower);
  }
}
