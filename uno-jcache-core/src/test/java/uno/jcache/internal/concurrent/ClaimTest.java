/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ClaimTest {
  private final Claim claim = new Claim();

  private static void awaitWaiting(Thread thread) {
    await().until(() -> thread.getState() == Thread.State.WAITING);
  }

  @Test
  void othersWaitForTheEnd() throws Exception {
    CompletableFuture<Boolean> waited = new CompletableFuture<>();
    Thread other =
        new Thread(
            () -> {
              assertThat(claim.isMine()).isFalse();
              waited.complete(claim.await());
            });
    other.start();
    awaitWaiting(other);
    assertThat(waited).isNotDone();
    claim.end();
    assertThat(waited.get()).isTrue();
    other.join();
  }

  @Test
  void nobodyWaitsForItself() {
    assertThat(claim.isMine()).isTrue();
    assertThat(claim.await()).isFalse();
  }

  @Test
  void nobodyWaitsForWhatHasEnded() {
    claim.end();
    claim.end();
    assertThat(claim.await()).isTrue();
  }

  @Test
  void anInterruptEndsNoWaitingAndIsKept() throws Exception {
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    Thread other =
        new Thread(
            () -> {
              assertThat(claim.await()).isTrue();
              interrupted.complete(Thread.currentThread().isInterrupted());
            });
    other.start();
    awaitWaiting(other);
    other.interrupt();
    awaitWaiting(other);
    assertThat(interrupted).isNotDone();
    claim.end();
    assertThat(interrupted.get()).isTrue();
    other.join();
  }

  @Test
  void ofACircleExactlyOneGoesWithoutWaiting() throws Exception {
    for (int size = 2; size <= 4; size++) {
      for (int round = 0; round < 20; round++) {
        assertThat(waitedInACircleOf(size)).containsOnlyOnce(false).hasSize(size);
      }
    }
  }

  /** Returns, of threads each of which waits for the next one's claim, which of them waited. */
  private static List<Boolean> waitedInACircleOf(int size) throws Exception {
    List<CompletableFuture<Claim>> claims = new ArrayList<>();
    List<CompletableFuture<Boolean>> waited = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      claims.add(new CompletableFuture<>());
    }
    for (int i = 0; i < size; i++) {
      CompletableFuture<Claim> made = claims.get(i);
      CompletableFuture<Claim> next = claims.get((i + 1) % size);
      CompletableFuture<Boolean> one = new CompletableFuture<>();
      waited.add(one);
      new Thread(
              () -> {
                Claim mine = new Claim();
                made.complete(mine);
                one.complete(next.join().await());
                mine.end();
              })
          .start();
    }
    List<Boolean> results = new ArrayList<>();
    for (CompletableFuture<Boolean> one : waited) {
      results.add(one.get());
    }
    return results;
  }
}
