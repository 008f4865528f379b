/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The invalidations that were published in one region, with epochs from 1: how any number of
 * entries is hidden immediately, without a scan.
 *
 * <p>Each entry has the epoch of the last invalidation that was published when it was stored. An
 * invalidation covers the entries whose keys match one of its patterns and whose epochs are smaller
 * than its own. They are hidden from the moment at which it is published. Somebody removes them
 * later, and then reports it as reclaimed, so that readers need not compare with it any more.
 *
 * <p>A change is decided from what was read, and stored later. A store accepts it only while the
 * last epoch is still the one by which that was judged; otherwise an entry that was invalidated
 * meanwhile would live on in what was made of it. If the epoch has moved because of other keys, the
 * change is stored under the new one. To know this, some invalidations stay listed after they were
 * reclaimed.
 *
 * <p>This class only keeps them; the cache compares keys with their patterns. Immutable: a store
 * replaces one by the next. No epoch is used twice, or invalidated entries would come back.
 */
public final class Invalidations {
  /** None was published yet. */
  public static final Invalidations NONE = new Invalidations(0, 0, 0, List.of());

  /** How many patterns may wait to be reclaimed: readers compare with all. */
  private static final int MAXIMUM = 1_000;

  /** How many invalidations stay listed after they were reclaimed. */
  private static final int REMEMBERED = 64;

  private static final byte FORMAT = 1;

  private final long epoch;
  private final long cleared;
  private final long forgotten;
  private final List<Published> published; // by their epochs
  private final boolean isEmpty;

  /**
   * One invalidation.
   *
   * @param patterns which keys it covers, as strings
   * @param isReclaimed whether all entries that it covered were removed
   */
  public record Published(long epoch, List<String> patterns, boolean isReclaimed) {
    /** Copies the patterns. */
    public Published {
      patterns = List.copyOf(patterns);
    }
  }

  /**
   * Made by the factories and the methods that return the next.
   *
   * @param epoch of the last invalidation
   * @param cleared of the last clear
   * @param forgotten of the last invalidation that is no longer listed
   */
  private Invalidations(long epoch, long cleared, long forgotten, List<Published> published) {
    this.epoch = epoch;
    this.cleared = cleared;
    this.forgotten = forgotten;
    this.published = List.copyOf(published);
    this.isEmpty = published.stream().allMatch(Published::isReclaimed);
  }

  /**
   * Returns invalidations that begin with a clear at this epoch: for a region whose invalidations
   * are lost, so that its earlier entries must be absent.
   */
  public static Invalidations startingAt(long epoch) {
    return new Invalidations(epoch, epoch, epoch, List.of());
  }

  /** Returns the epoch of the last invalidation; 0 for none. */
  public long epoch() {
    return epoch;
  }

  /** Returns whether no entry is hidden, since all invalidations were reclaimed. */
  public boolean isEmpty() {
    return isEmpty;
  }

  /** Returns those that are listed, by their epochs. */
  public List<Published> published() {
    return published;
  }

  /**
   * Returns the epoch of the last invalidation that is no longer listed: what was stored before may
   * be covered by any. 0 for none.
   */
  public long forgotten() {
    return forgotten;
  }

  /** Returns whether so many patterns can be published now; otherwise some must be reclaimed. */
  public boolean hasRoomFor(int patterns) {
    int waiting = 0;
    for (Published each : published) {
      waiting += each.isReclaimed() ? 0 : each.patterns().size();
    }
    return waiting + patterns <= MAXIMUM;
  }

  /**
   * Returns these and one more, with the next epoch.
   *
   * @param patterns which keys it covers, as strings
   */
  public Invalidations plus(List<String> patterns) {
    return plus(epoch + 1, patterns);
  }

  /**
   * Returns these and one more, as {@link #plus(List)} does.
   *
   * @param next its epoch, larger than the last; epochs may be left out
   */
  public Invalidations plus(long next, List<String> patterns) {
    List<Published> all = new ArrayList<>(published);
    all.add(new Published(next, patterns, false));
    return new Invalidations(next, cleared, forgotten, all).trimmed();
  }

  /**
   * Returns these and a clear. What it covers is absent, not hidden: no listener is notified of
   * cleared entries.
   */
  public Invalidations cleared() {
    return new Invalidations(epoch + 1, epoch + 1, epoch + 1, List.of());
  }

  /** Returns whether an entry with this epoch was cleared, and is absent. */
  public boolean isCleared(long entry) {
    return entry < cleared;
  }

  /** Returns the same with one of them reclaimed. */
  public Invalidations reclaimed(long epoch) {
    return new Invalidations(
            this.epoch,
            cleared,
            forgotten,
            published.stream()
                .map(
                    each ->
                        (each.epoch() == epoch)
                            ? new Published(epoch, each.patterns(), true)
                            : each)
                .toList())
        .trimmed();
  }

  /** Returns the same without the oldest of those that are reclaimed, if they are many. */
  private Invalidations trimmed() {
    long tooMany = published.stream().filter(Published::isReclaimed).count() - REMEMBERED;
    if (tooMany <= 0) {
      return this;
    }
    long last = forgotten;
    List<Published> kept = new ArrayList<>();
    for (Published each : published) {
      if (each.isReclaimed() && tooMany > 0) {
        tooMany--;
        last = each.epoch();
      } else {
        kept.add(each);
      }
    }
    return new Invalidations(epoch, cleared, last, kept);
  }

  /** Returns the epochs of those that were not reclaimed yet. */
  public Set<Long> unreclaimed() {
    return published.stream()
        .filter(each -> !each.isReclaimed())
        .map(Published::epoch)
        .collect(Collectors.toUnmodifiableSet());
  }

  // ---- as bytes

  /**
   * Returns this as bytes, for a store to keep: a byte for the format; then, the most significant
   * byte first, the last epoch, that of the last clear, and that of the last invalidation that is
   * no longer listed, in 8 bytes each; how many are listed, in 4 bytes; and these by their epochs,
   * each beginning with its epoch.
   */
  public byte[] encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(FORMAT);
      out.writeLong(epoch);
      out.writeLong(cleared);
      out.writeLong(forgotten);
      out.writeInt(published.size());
      for (Published each : published) {
        out.writeLong(each.epoch());
        out.writeBoolean(each.isReclaimed());
        out.writeInt(each.patterns().size());
        for (String pattern : each.patterns()) {
          byte[] text = pattern.getBytes(StandardCharsets.UTF_8);
          out.writeInt(text.length);
          out.write(text);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // not in the heap
    }
    return bytes.toByteArray();
  }

  /**
   * Returns what was encoded.
   *
   * @throws IllegalArgumentException if it was not by {@link #encode}
   */
  public static Invalidations decode(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      byte format = in.readByte();
      if (format != FORMAT) {
        throw new IllegalArgumentException("the format is " + format + " and not " + FORMAT);
      }
      long epoch = in.readLong();
      long cleared = in.readLong();
      long forgotten = in.readLong();
      if (Math.max(cleared, forgotten) > epoch) { // nothing that is stored would ever be seen
        throw new IllegalArgumentException("the last number is not the largest");
      }
      List<Published> published = new ArrayList<>();
      for (int i = in.readInt(); i > 0; i--) {
        long each = in.readLong();
        boolean reclaimed = in.readBoolean();
        List<String> patterns = new ArrayList<>();
        for (int j = in.readInt(); j > 0; j--) {
          patterns.add(text(in));
        }
        published.add(new Published(each, patterns, reclaimed));
      }
      return new Invalidations(epoch, cleared, forgotten, published);
    } catch (IOException e) {
      throw new IllegalArgumentException("these bytes end too early", e);
    }
  }

  private static String text(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > in.available()) {
      throw new IllegalArgumentException("a pattern of " + length + " bytes is none");
    }
    return new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }
}
