package io.github.dino4j.data.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ImageLoaderTest {
  /** Counts what is taken from it and whether it was closed. */
  private static final class Counted implements RecordStream {
    final AtomicInteger taken = new AtomicInteger();
    final AtomicBoolean closed = new AtomicBoolean();
    private final int size;

    Counted(int size) {
      this.size = size;
    }

    @Override
    public boolean hasNext() {
      return taken.get() < size;
    }

    @Override
    public ImageRecord next() {
      int i = taken.getAndIncrement();
      return new ImageRecord("" + i, "dir/" + i, Annotation.NONE, () -> new byte[] {(byte) i});
    }

    @Override
    public void close() {
      closed.set(true);
    }
  }

  private static int number(ImageRecord record) {
    return Integer.parseInt(record.id());
  }

  @Test
  void valuesComeInOrderWhoeverFinishesFirst() {
    Counted records = new Counted(300);
    List<Object> values = new ArrayList<>();

    try (var loader =
        new ImageLoader<Integer>(
            records,
            record -> {
              for (int i = 0; i < (number(record) * 7919) % 13 * 1000; i++) {
                Thread.onSpinWait();
              }
              return number(record);
            },
            new LoaderOptions(4, 8))) {
      while (loader.hasNext()) {
        values.add(loader.next() instanceof Loaded.Ready<Integer> ready ? ready.value() : "?");
      }
    }

    assertThat(values).isEqualTo(IntStream.range(0, 300).boxed().toList());
    assertThat(records.closed).isTrue();
  }

  @Test
  void aPlaceIsThatOfTheRecordInTheStream() {
    try (var loader =
        ImageLoader.byPlace(
            new Counted(100), (record, place) -> place - number(record), new LoaderOptions(4, 8))) {
      loader.forEachRemaining(each ->
          assertThat(each)
              .isInstanceOfSatisfying(
                  Loaded.Ready.class, ready -> assertThat(ready.value()).isEqualTo(0L)));
    }
  }

  @Test
  void aRecordThatFailsIsARejectInItsPlace() {
    List<Loaded<Integer>> outcomes = new ArrayList<>();

    try (var loader =
        new ImageLoader<Integer>(
            new Counted(5),
            record -> {
              if (number(record) == 2) {
                throw new DinoException("dir/2: is no image");
              }
              return number(record);
            },
            LoaderOptions.forThisMachine())) {
      loader.forEachRemaining(outcomes::add);
    }

    assertThat(outcomes).hasSize(5);
    assertThat(outcomes.get(2))
        .isInstanceOfSatisfying(
            Loaded.Rejected.class,
            rejected ->
                assertThat(rejected.reject()).isEqualTo(new Reject("dir/2", "is no image")));
    assertThat(outcomes.get(3)).isInstanceOf(Loaded.Ready.class);
  }

  @Test
  void itNeverRunsFurtherAheadThanAllowed() {
    Counted records = new Counted(1000);
    try (var loader =
        new ImageLoader<Integer>(records, ImageLoaderTest::number, new LoaderOptions(3, 5))) {
      for (int consumed = 1; consumed <= 100; consumed++) {
        loader.next();
        assertThat(records.taken.get()).isLessThanOrEqualTo(consumed + 5 + 1);
      }
    }
  }

  @Test
  void anUnexpectedErrorOfAWorkerIsThrownAndEndsTheIteration() {
    try (var loader =
        new ImageLoader<Integer>(
            new Counted(100),
            record -> {
              if (number(record) == 1) {
                throw new IllegalStateException("a bug");
              }
              return number(record);
            },
            new LoaderOptions(2, 4))) {
      loader.next();

      assertThatThrownBy(loader::next)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("a bug");
      assertThat(loader.hasNext()).isFalse();
    }
  }

  @Test
  void anErrorOfTheSourceIsThrownAfterWhatCameBefore() {
    RecordStream broken =
        new RecordStream() {
          private int given;

          @Override
          public boolean hasNext() {
            return true;
          }

          @Override
          public ImageRecord next() {
            if (given++ == 3) {
              throw new DinoException("the source broke");
            }
            return new ImageRecord("" + given, "", Annotation.NONE, () -> new byte[0]);
          }

          @Override
          public void close() {}
        };
    try (var loader =
        new ImageLoader<Integer>(broken, ImageLoaderTest::number, new LoaderOptions(2, 4))) {
      for (int i = 0; i < 3; i++) {
        assertThat(loader.next()).isInstanceOf(Loaded.Ready.class);
      }
      assertThatThrownBy(loader::next).hasMessage("the source broke");
    }
  }

  @Test
  void closingEarlyStopsWorkersThatWait() throws InterruptedException {
    Counted records = new Counted(1000);
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    AtomicInteger interrupted = new AtomicInteger();
    var loader =
        new ImageLoader<Integer>(
            records,
            record -> {
              started.countDown();
              try {
                never.await();
              } catch (InterruptedException _) {
                interrupted.incrementAndGet();
              }
              return 0;
            },
            new LoaderOptions(2, 4));
    started.await();

    loader.close();

    assertThat(records.closed).isTrue();
    assertThat(interrupted.get()).isBetween(1, 2);
    assertThat(records.taken.get()).isLessThan(10);
    assertThat(loader.hasNext()).isFalse();
  }
}
