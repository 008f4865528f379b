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
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.support.Glob;
import uno.jcache.internal.support.PatternIndex;

/**
 * The invalidations that were declared in one cache, numbered from 1: how any number of entries is
 * hidden at once, without being looked for.
 *
 * <p>Each entry has the number of the last invalidation that was declared when it was stored. An
 * invalidation covers the entries whose keys match one of its patterns and whose numbers are
 * smaller than its own. They are hidden from the moment at which it is declared; whoever reclaims
 * their space looks for them later, and then says so, that readers need not judge by it any more.
 *
 * <p>A change is decided from what was seen, and stored later. A store takes it only while the last
 * number is still the one by which that was judged: or it might have been invalidated meanwhile,
 * and would live on in what was made of it. Where the number has moved by what does not concern the
 * key, the change is stored under the new number; to tell this, some invalidations are remembered
 * for longer than entries need them.
 *
 * <p>Immutable: a store replaces one by the next. Numbers are never used twice, or what was
 * invalidated would come back.
 */
public final class Invalidations {
  /** None was declared yet. */
  public static final Invalidations NONE = new Invalidations(0, 0, 0, List.of());

  /** How many patterns may wait for their entries to be reclaimed: readers compare with all. */
  private static final int MAXIMUM = 1_000;

  /** How many invalidations are remembered after their entries were reclaimed. */
  private static final int REMEMBERED = 64;

  private static final byte FORMAT = 1;

  private final long epoch;
  private final long cleared;
  private final long forgotten;
  private final List<Declared> declared; // by their numbers

  /** Of those that are not reclaimed; made when first asked for. */
  private volatile @Nullable PatternIndex<EpochPattern> index;

  /**
   * One invalidation.
   *
   * @param isReclaimed whether there is no entry any more that it covers
   */
  private record Declared(long epoch, List<Glob> patterns, boolean isReclaimed) {
    boolean matches(String key) {
      return patterns.stream().anyMatch(pattern -> pattern.matches(key));
    }
  }

  private record EpochPattern(Glob pattern, long epoch) {}

  /**
   * Made by the factories and the methods that return the next.
   *
   * @param epoch of the last
   * @param cleared of the last that covers each key
   * @param forgotten of the last that is in the list no more
   */
  private Invalidations(long epoch, long cleared, long forgotten, List<Declared> declared) {
    this.epoch = epoch;
    this.cleared = cleared;
    this.forgotten = forgotten;
    this.declared = declared;
  }

  /** Returns the number of the last one; 0 for none. */
  public long epoch() {
    return epoch;
  }

  /** Returns whether no entry is covered, as all were reclaimed. */
  public boolean isEmpty() {
    return index().isEmpty();
  }

  /** Returns whether so many patterns can still be declared, or some must be reclaimed first. */
  public boolean hasRoomFor(int patterns) {
    int waiting = 0;
    for (Declared each : declared) {
      waiting += each.isReclaimed() ? 0 : each.patterns().size();
    }
    return waiting + patterns <= MAXIMUM;
  }

  /**
   * Returns these and one more, whose number is the next.
   *
   * @param patterns which keys it covers, as strings; as {@link uno.jcache.UnoCache#invalidate}
   *     takes them
   * @throws IllegalArgumentException if one of them is no pattern
   */
  public Invalidations plus(List<String> patterns) {
    return plus(epoch + 1, patterns);
  }

  /**
   * Returns these and one more, as {@link #plus(List)} does.
   *
   * @param next its number, larger than the last: numbers may be left out
   */
  public Invalidations plus(long next, List<String> patterns) {
    List<Declared> all = new ArrayList<>(declared);
    all.add(new Declared(next, patterns.stream().map(Glob::of).toList(), false));
    return new Invalidations(next, cleared, forgotten, all).trimmed();
  }

  /**
   * Returns these and one more, which covers all keys. What it covers is not shown as invalidated;
   * it is not there, since nobody is told of what is cleared.
   */
  public Invalidations cleared() {
    return new Invalidations(epoch + 1, epoch + 1, epoch + 1, List.of());
  }

  /** Returns whether an entry with this number was cleared, and is not there. */
  public boolean isCleared(long entry) {
    return entry < cleared;
  }

  /** Returns the same, but for that there is no entry any more which this one covers. */
  public Invalidations reclaimed(long epoch) {
    return new Invalidations(
            this.epoch,
            cleared,
            forgotten,
            declared.stream()
                .map(
                    each ->
                        (each.epoch() == epoch) ? new Declared(epoch, each.patterns(), true) : each)
                .toList())
        .trimmed();
  }

  /** Returns the same without the oldest of those that are only remembered, if they are many. */
  private Invalidations trimmed() {
    long tooMany = declared.stream().filter(Declared::isReclaimed).count() - REMEMBERED;
    if (tooMany <= 0) {
      return this;
    }
    long last = forgotten;
    List<Declared> kept = new ArrayList<>();
    for (Declared each : declared) {
      if (each.isReclaimed() && tooMany > 0) {
        tooMany--;
        last = each.epoch();
      } else {
        kept.add(each);
      }
    }
    return new Invalidations(epoch, cleared, last, kept);
  }

  /**
   * Returns whether an entry is covered.
   *
   * @param entry its number
   * @param key as a string
   */
  public boolean cover(long entry, String key) {
    return entry < epoch
        && !isEmpty()
        && index().matching(key).stream().anyMatch(aim -> entry < aim.epoch());
  }

  /**
   * Returns whether a key may be covered by any that was declared after one: false only where none
   * is.
   */
  public boolean mayCoverSince(long epoch, String key) {
    if (epoch < forgotten) {
      return true;
    }
    for (int i = declared.size() - 1; i >= 0 && declared.get(i).epoch() > epoch; i--) {
      if (declared.get(i).matches(key)) {
        return true;
      }
    }
    return false;
  }

  /** Returns the numbers of those whose entries were not reclaimed yet. */
  public Set<Long> unreclaimed() {
    return declared.stream()
        .filter(each -> !each.isReclaimed())
        .map(Declared::epoch)
        .collect(Collectors.toUnmodifiableSet());
  }

  private PatternIndex<EpochPattern> index() {
    PatternIndex<EpochPattern> made = index;
    if (made == null) {
      List<EpochPattern> aims = new ArrayList<>();
      for (Declared each : declared) {
        if (!each.isReclaimed()) {
          each.patterns().forEach(pattern -> aims.add(new EpochPattern(pattern, each.epoch())));
        }
      }
      made = new PatternIndex<>(aims, EpochPattern::pattern);
      index = made;
    }
    return made;
  }

  // ---- as bytes

  /**
   * Returns this as bytes, for a store to keep: a byte for the format, and then, the most
   * significant byte first, this number, that of the last that was cleared, and that of the last
   * that was forgotten, each of 8 bytes; how many are listed, in 4 bytes; and those, the last one
   * at the end, each beginning with its number.
   */
  public byte[] encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(FORMAT);
      out.writeLong(epoch);
      out.writeLong(cleared);
      out.writeLong(forgotten);
      out.writeInt(declared.size());
      for (Declared each : declared) {
        out.writeLong(each.epoch());
        out.writeBoolean(each.isReclaimed());
        out.writeInt(each.patterns().size());
        for (Glob pattern : each.patterns()) {
          byte[] text = pattern.toString().getBytes(StandardCharsets.UTF_8);
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
      List<Declared> declared = new ArrayList<>();
      for (int i = in.readInt(); i > 0; i--) {
        long each = in.readLong();
        boolean reclaimed = in.readBoolean();
        List<Glob> patterns = new ArrayList<>();
        for (int j = in.readInt(); j > 0; j--) {
          patterns.add(Glob.of(text(in)));
        }
        declared.add(new Declared(each, patterns, reclaimed));
      }
      return new Invalidations(epoch, cleared, forgotten, declared);
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
