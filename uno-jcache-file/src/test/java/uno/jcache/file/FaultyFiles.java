/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Files that fail a few times in a row, from a given one of all reads, writes and so on. */
final class FaultyFiles implements PlainFile.Opener {
  private final AtomicInteger done = new AtomicInteger();
  private final int first;
  private final int faults;
  private final boolean outOfMemory;
  private Runnable atFirst = () -> {};
  private final Queue<String> failed = new ConcurrentLinkedQueue<>();

  FaultyFiles(int first, int faults) {
    this(first, faults, false);
  }

  /**
   * Files that fail.
   *
   * @param outOfMemory whether it is not the file that fails but the heap that is full
   */
  FaultyFiles(int first, int faults, boolean outOfMemory) {
    this.first = first;
    this.faults = faults;
    this.outOfMemory = outOfMemory;
  }

  /** Says what is to be done in the midst of the first one. */
  void atFirst(Runnable task) {
    atFirst = task;
  }

  /** Returns how often something was asked of them. */
  int count() {
    return done.get();
  }

  /** Returns what failed, or "". */
  String failed() {
    return String.join(", ", failed);
  }

  private boolean isFaulty() {
    int number = done.getAndIncrement();
    return number >= first && number < first + faults;
  }

  private IOException fault(String what) {
    boolean isFirst = failed.isEmpty();
    failed.add(what);
    if (isFirst) {
      atFirst.run();
    }
    if (outOfMemory) {
      throw new OutOfMemoryError("Java heap space");
    }
    return new IOException("Input/output error");
  }

  private void attempt(String what) throws IOException {
    if (isFaulty()) {
      throw fault(what);
    }
  }

  @Override
  public RandomAccessFile open(Path path, String mode) throws IOException {
    attempt("open");
    return new Faulty(path, mode);
  }

  @Override
  public void sync(RandomAccessFile file) throws IOException {
    attempt("sync"); // and else, nothing: it is the process that dies here
  }

  private final class Faulty extends RandomAccessFile {
    Faulty(Path path, String mode) throws IOException {
      super(path.toFile(), mode);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      attempt("read");
      return super.read(bytes, offset, length);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (isFaulty()) {
        super.write(bytes, offset, length / 2);
        throw fault("write");
      }
      super.write(bytes, offset, length);
    }

    @Override
    public void setLength(long length) throws IOException {
      attempt("truncate");
      super.setLength(length);
    }
  }
}
