package io.github.dino4j.curate.dedup;

import io.github.dino4j.DinoException;
import io.github.dino4j.curate.SeededOrder;
import io.github.dino4j.curate.VectorBlock;
import io.github.dino4j.curate.kmeans.Assignment;
import io.github.dino4j.curate.kmeans.CentroidIndex;
import io.github.dino4j.curate.kmeans.CentroidIndex.TwoNearest;
import io.github.dino4j.curate.kmeans.Centroids;
import io.github.dino4j.curate.kmeans.Clusters;
import io.github.dino4j.curate.kmeans.KMeans;
import io.github.dino4j.curate.kmeans.KMeansOptions;
import io.github.dino4j.curate.kmeans.Metric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Lists of vectors that may be near-duplicates: the clusters of a two-level spherical k-means. A
 * vector is in the lists of its nearest and of its second nearest centroid, of those in the coarse
 * clusters nearest to it; so the cost of a vector grows with the square root of the number of
 * lists. Immutable: threads share it.
 */
public final class CandidateLists {
  /** Vectors of the sample a centroid. */
  private static final int SAMPLE = 32;

  private static final int ITERATIONS = 8;

  private final Centroids coarse;
  private final List<Centroids> fine; // of each coarse cluster; at least one
  private final int[] firstList; // of each coarse cluster, and the number of all
  private final CentroidIndex coarseIndex;
  private final List<CentroidIndex> fineIndexes;
  private final int probes;

  /**
   * Lists around these centroids.
   *
   * @param fine centroids of each coarse cluster
   * @param probes coarse clusters in which the lists of a vector are looked for
   */
  public CandidateLists(Centroids coarse, List<Centroids> fine, int probes) {
    this.coarse = coarse;
    this.fine = List.copyOf(fine);
    this.probes = Math.min(probes, coarse.size());
    firstList = new int[fine.size() + 1];
    for (int i = 0; i < fine.size(); i++) {
      firstList[i + 1] = firstList[i] + fine.get(i).size();
    }
    coarseIndex = CentroidIndex.of(coarse);
    fineIndexes = fine.stream().map(CentroidIndex::of).toList();
  }

  /** How many vectors {@link #train} is to be given: so many of all, drawn at random. */
  public static int sampleSize(long vectors, DedupOptions options) {
    return (int) Math.min(vectors, Math.max(1L, SAMPLE * lists(vectors, options)));
  }

  private static long lists(long vectors, DedupOptions options) {
    return Math.max(1, vectors / options.listSize());
  }

  /**
   * Makes lists.
   *
   * @param sample of {@link #sampleSize} vectors of length 1
   * @param vectors how many there are in all
   * @throws DinoException if the sample is empty
   */
  public static CandidateLists train(VectorBlock sample, long vectors, DedupOptions options) {
    if (sample.size() == 0) {
      throw new DinoException("no vectors to look for near-duplicates in: the pool is empty");
    }
    int count = coarseCount(sample.size(), vectors, options);
    Centroids coarse =
        trainCoarse(sample.select(coarseSample(sample.size(), vectors, options)), count, options);
    int[][] members = Clusters.members(CentroidIndex.of(coarse).assign(sample).centroid(), count);
    List<Centroids> fine =
        IntStream.range(0, count)
            .parallel()
            .mapToObj(i ->
                trainFine(
                    coarse,
                    i,
                    sample.select(members[i]),
                    listsOf(members[i].length, sample.size(), vectors, options),
                    options))
            .toList();
    return new CandidateLists(coarse, fine, options.probes());
  }

  private static int lists(int sample, long vectors, DedupOptions options) {
    return Math.toIntExact(Math.min(lists(vectors, options), sample));
  }

  /**
   * How many coarse clusters there are: so many that a vector is compared with as many of their
   * centroids as with those of lists.
   *
   * @param sample vectors of the sample
   * @param vectors of which it was drawn
   */
  public static int coarseCount(int sample, long vectors, DedupOptions options) {
    int lists = lists(sample, vectors, options);
    return (int) Math.clamp(Math.round(Math.sqrt((double) lists * options.probes())), 1, lists);
  }

  /** Places of the vectors of the sample by which {@link #trainCoarse} goes, rising. */
  public static int[] coarseSample(int sample, long vectors, DedupOptions options) {
    int count = coarseCount(sample, vectors, options);
    return new SeededOrder(coarseSeed(options)).sample(sample, 2 * SAMPLE * count);
  }

  private static long coarseSeed(DedupOptions options) {
    return new SeededOrder(options.seed()).key(-1);
  }

  /**
   * Makes the coarse clusters.
   *
   * @param some of {@link #coarseSample}
   * @param count of {@link #coarseCount}
   */
  public static Centroids trainCoarse(VectorBlock some, int count, DedupOptions options) {
    return train(some, count, coarseSeed(options));
  }

  /**
   * Makes the lists in a coarse cluster.
   *
   * @param members of the sample that are in it; maybe none
   * @param lists how many there are to be; at least one is made
   */
  public static Centroids trainFine(
      Centroids coarse, int cluster, VectorBlock members, long lists, DedupOptions options) {
    VectorBlock its = members.size() == 0 ? coarse.vectors().select(new int[] {cluster}) : members;
    int count = (int) Math.clamp(lists, 1, its.size());
    return train(its, count, new SeededOrder(options.seed()).key(cluster));
  }

  /**
   * How many lists a coarse cluster is to have.
   *
   * @param members of the sample that are in it
   * @param sample vectors of the sample
   */
  public static long listsOf(int members, int sample, long vectors, DedupOptions options) {
    return Math.round((double) lists(sample, vectors, options) * members / sample);
  }

  private static Centroids train(VectorBlock vectors, int clusters, long seed) {
    int[] some = new SeededOrder(seed).sample(vectors.size(), 2 * SAMPLE * clusters);
    KMeansOptions options =
        KMeansOptions.of(clusters, Metric.SPHERICAL, seed).withIterations(ITERATIONS);
    return KMeans.train(vectors.select(some), options).centroids();
  }

  /**
   * The same lists but for some that are too large, each of which becomes several. A list of copies
   * of one image stays as large as it is: {@link ListCut} is for those.
   *
   * @param samples vectors of each list that is split, by its number
   * @param parts how many lists each of these becomes
   */
  public CandidateLists split(
      Map<Integer, VectorBlock> samples, Map<Integer, Integer> parts, DedupOptions options) {
    List<Centroids> finer = new ArrayList<>();
    for (int i = 0; i < fine.size(); i++) {
      List<VectorBlock> blocks = new ArrayList<>();
      for (int j = 0; j < fine.get(i).size(); j++) {
        int list = firstList[i] + j;
        VectorBlock sample = samples.get(list);
        Integer count = parts.get(list);
        blocks.add(
            sample == null || count == null
                ? fine.get(i).vectors().slice(j, j + 1)
                : train(
                        sample,
                        Math.clamp(count, 1, sample.size()),
                        new SeededOrder(options.seed()).fork(1).key(list))
                    .vectors());
      }
      finer.add(new Centroids(VectorBlock.concat(blocks), Metric.SPHERICAL));
    }
    return new CandidateLists(coarse, finer, probes);
  }

  /** Number of lists. */
  public int size() {
    return firstList[fine.size()];
  }

  public Centroids coarse() {
    return coarse;
  }

  /** The centroids of each coarse cluster; lists are numbered through them. */
  public List<Centroids> fine() {
    return Collections.unmodifiableList(fine);
  }

  /** Comparisons with centroids that a vector costs, on average over coarse clusters. */
  public double comparisons() {
    return coarse.size() + (double) probes * size() / coarse.size();
  }

  /**
   * The own list of each vector and its second one, -1 where there is one list only.
   *
   * @param vectors of length 1
   */
  public TwoNearest assign(VectorBlock vectors) {
    int[][] probed = probe(vectors);
    TwoNearest two = TwoNearest.empty(vectors.size());
    for (int[] coarseOfEach : probed) { // each vector once a round, so threads share none
      int[][] members = Clusters.members(coarseOfEach, coarse.size());
      IntStream.range(0, members.length)
          .parallel()
          .filter(i -> members[i].length > 0)
          .forEach(i ->
              merge(fineIndexes.get(i).assignTwo(vectors.select(members[i])), i, members[i], two));
    }
    return two;
  }

  /** The nearest coarse clusters, by their rank. */
  private int[][] probe(VectorBlock vectors) {
    int[][] probed = new int[probes][vectors.size()];
    float[][] scores = new float[probes][vectors.size()];
    for (int rank = 0; rank < probes; rank++) {
      Arrays.fill(scores[rank], Float.NEGATIVE_INFINITY);
    }
    coarseIndex.scan(
        vectors,
        (column, row, product) -> {
          int rank = probes - 1;
          while (rank > 0 && product > scores[rank - 1][column]) {
            scores[rank][column] = scores[rank - 1][column];
            probed[rank][column] = probed[rank - 1][column];
            rank--;
          }
          scores[rank][column] = product;
          probed[rank][column] = row;
          return scores[probes - 1][column];
        });
    return probed;
  }

  private void merge(TwoNearest found, int coarseCluster, int[] members, TwoNearest two) {
    for (int j = 0; j < members.length; j++) {
      for (Assignment some : List.of(found.nearest(), found.second())) {
        if (some.centroid()[j] >= 0) {
          two.offer(members[j], firstList[coarseCluster] + some.centroid()[j], some.score()[j]);
        }
      }
    }
  }
}
