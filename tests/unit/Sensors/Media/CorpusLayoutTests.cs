using OnBoard.Device.Experiments.Training;
using OnBoard.Drivers;
using OnBoard.Sensors.Media;

namespace OnBoard.Tests.Unit.Sensors.Media;

/// <summary>Corpora as people lay them out. The files are empty: only names and folders are looked at.</summary>
public sealed class CorpusLayoutTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("onboard-layout-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("s1/bbaf2n.mpg")]
    [InlineData("s1/video/bbaf2n.mpg")]
    [InlineData("video/s1/bbaf2n.mpg")]
    [InlineData("s1/video/mpg_6000/bbaf2n.mpg")]
    [InlineData("GRID/s1/bbaf2n.mp4")]
    [InlineData("s1/bbaf2n.AVI")]
    [InlineData("s1/deep/deeper/bbaf2n.mkv")]
    public void A_clip_of_GRID_is_found_with_its_talker(string layout)
    {
        Touch(layout);
        Touch(layout.Replace("s1", "s2", StringComparison.Ordinal));
        Assert.Equal(["s1 bbaf2n", "s2 bbaf2n"], GridCorpus.Open(_folder).Clips.Select(clip => $"{clip.Speaker} {clip.Name}"));
    }

    [Fact]
    public void Talkers_with_names_are_the_folders_that_tell_clips_apart()
    {
        Touch("recordings/alice/monday/a.mp4");
        Touch("recordings/bob/monday/a.mp4");
        Assert.Equal(["alice", "bob"], GridCorpus.Open(_folder).Clips.Select(clip => clip.Speaker));
    }

    [Fact]
    public void One_talkers_folder_alone_is_a_corpus()
    {
        Touch("s7/video/a.mpg");
        Touch("s7/video/b.mpg");
        Assert.Equal(["s7", "s7"], GridCorpus.Open(Path.Combine(_folder, "s7")).Clips.Select(clip => clip.Speaker));
    }

    [Fact]
    public void An_alignment_is_found_beside_the_videos_folder()
    {
        Touch("s1/video/a.mpg");
        Touch("s1/align/a.align");
        Assert.NotNull(Assert.Single(GridCorpus.Open(_folder).Clips).AlignmentPath);
    }

    [Fact]
    public void Without_a_manifest_a_sentence_is_on_one_side_whoever_says_it()
    {
        for (int clip = 0; clip < 100; clip++)
        {
            Touch($"s1/sentence{clip}.mpg");
            Touch($"s2/sentence{clip}.mpg");
        }

        GridCorpus corpus = GridCorpus.Open(_folder);
        Assert.All(corpus.Clips.GroupBy(clip => clip.Name), sentence => Assert.Single(sentence.Select(clip => clip.Split).Distinct()));
        Assert.InRange(corpus.InSplit("train").Count, 130, 190);
        Assert.NotEmpty(corpus.InSplit("dev"));
        Assert.NotEmpty(corpus.InSplit("test"));
        Assert.Contains(corpus.Notes, note => note.Contains("sentence", StringComparison.Ordinal) && note.Contains("hash", StringComparison.Ordinal));
        Assert.Equal(corpus.Clips, GridCorpus.Open(_folder).Clips);

        // What is added later moves nothing.
        Touch("s1/another.mpg");
        Dictionary<string, string> before = corpus.Clips.ToDictionary(clip => clip.Path, clip => clip.Split);
        Assert.All(GridCorpus.Open(_folder).Clips.Where(clip => clip.Name != "another"), clip => Assert.Equal(before[clip.Path], clip.Split));
    }

    [Fact]
    public void Many_talkers_are_split_and_not_their_sentences()
    {
        for (int talker = 1; talker <= 33; talker++)
        {
            for (int clip = 0; clip < 100; clip++) Touch($"s{talker}/video/c{clip}.mpg");
        }

        GridCorpus corpus = GridCorpus.Open(_folder);
        Assert.Equal(3300, corpus.Clips.Count);
        Assert.All(corpus.Clips.GroupBy(clip => clip.Speaker), talker => Assert.Single(talker.Select(clip => clip.Split).Distinct()));
        Assert.Equal(["dev", "test", "train"], corpus.Clips.Select(clip => clip.Split).Distinct().Order());
    }

    [Fact]
    public void A_link_to_a_folder_above_and_one_to_nowhere_end_nothing()
    {
        Touch("s1/a.mpg");
        Directory.CreateSymbolicLink(Path.Combine(_folder, "s1", "again"), _folder);
        Directory.CreateSymbolicLink(Path.Combine(_folder, "s1", "self"), Path.Combine(_folder, "s1"));
        File.CreateSymbolicLink(Path.Combine(_folder, "s1", "gone.mpg"), Path.Combine(_folder, "nothing.mpg"));
        GridCorpus corpus = GridCorpus.Open(_folder);
        Assert.Equal("a", Assert.Single(corpus.Clips).Name);
        Assert.Contains(corpus.Notes, note => note.Contains("gone.mpg", StringComparison.Ordinal));
    }

    [Fact]
    public void A_linked_folder_of_a_talker_is_followed()
    {
        Touch("elsewhere/video/a.mpg");
        string corpus = Directory.CreateDirectory(Path.Combine(_folder, "corpus")).FullName;
        Directory.CreateSymbolicLink(Path.Combine(corpus, "s9"), Path.Combine(_folder, "elsewhere"));
        Assert.Equal("s9", Assert.Single(GridCorpus.Open(corpus).Clips).Speaker);
    }

    [Fact]
    public void A_file_that_may_not_be_read_is_left_out_and_told()
    {
        Touch("s1/a.mpg");
        Touch("s1/secret.mpg");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Path.Combine(_folder, "s1", "secret.mpg"), UnixFileMode.None);
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "root reads everything");
        GridCorpus corpus = GridCorpus.Open(_folder);
        Assert.Single(corpus.Clips);
        Assert.Contains(corpus.Notes, note => note.Contains("secret.mpg", StringComparison.Ordinal));
    }

    [Fact]
    public void The_type_of_a_CHiME_recording_is_its_place_and_its_channels_stay_together()
    {
        foreach (string recording in new[] { "BGD_150203_010_CAF", "BGD_150203_020_CAF", "BGD_150204_010_BUS", "BGD_150204_020_BUS", "BGD_150205_010_STR" })
        {
            for (int channel = 1; channel <= 6; channel++) Touch($"{recording}.CH{channel}.wav");
        }

        IReadOnlyList<NoiseRecording> all = NoiseFolder.Open(_folder);
        Assert.Equal(["BUS", "CAF", "STR"], all.Select(noise => noise.Type).Distinct().Order());
        AssertTogether(all);
        (IReadOnlyList<NoiseRecording> seen, IReadOnlyList<NoiseRecording> unseen) = TrainingCorpus.SplitNoise(all);
        Assert.Equal((18, 12), (seen.Count, unseen.Count));
        Assert.Equal(5, NoiseFolder.OneChannelEach(all).Count);
    }

    [Fact]
    public void The_reported_recording_in_two_channels_is_one()
    {
        string path = Path.Combine(Path.GetDirectoryName(TestData.Require("manifest.csv"))!, "..", "cases", "files", "noise-chime3");
        Assert.SkipUnless(Directory.Exists(path), "needs the case noise-chime3");
        IReadOnlyList<NoiseRecording> all = NoiseFolder.Open(path);
        Assert.Equal(["CAF", "CAF"], all.Select(noise => noise.Type));
        Assert.Single(all.Select(noise => noise.Recording).Distinct());
        Assert.Empty(TrainingCorpus.SplitNoise(all).Unseen);
    }

    [Fact]
    public void DEMAND_has_a_folder_for_each_place_and_a_file_for_each_channel()
    {
        foreach (string place in new[] { "DKITCHEN", "OOFFICE", "TBUS", "STRAFFIC", "PCAFETER" })
        {
            for (int channel = 1; channel <= 16; channel++) Touch($"{place}/ch{channel:00}.wav");
        }

        IReadOnlyList<NoiseRecording> all = NoiseFolder.Open(_folder);
        Assert.Equal(80, all.Count);
        Assert.Equal(80, all.Select(noise => noise.Name).Distinct().Count());
        Assert.Contains("DKITCHEN", all.Select(noise => noise.Type));
        AssertTogether(all);
        (IReadOnlyList<NoiseRecording> seen, IReadOnlyList<NoiseRecording> unseen) = TrainingCorpus.SplitNoise(all);
        Assert.Equal((64, 16), (seen.Count, unseen.Count));
    }

    [Fact]
    public void MUSAN_and_plain_folders_give_the_type()
    {
        Touch("musan/noise/free-sound/noise-free-sound-0000.wav");
        Touch("musan/noise/free-sound/noise-free-sound-0001.WAV");
        Touch("musan/noise/free-sound/LICENSE");
        Touch("musan/music/fma/music-fma-0000.wav");
        Touch("street/wav/one.Flac");
        Touch("STR_road_works.flac");
        Assert.Equal(
            ["STR road_works", "fma music-fma-0000", "free-sound noise-free-sound-0000", "free-sound noise-free-sound-0001", "street one"],
            NoiseFolder.Open(_folder).Select(noise => $"{noise.Type} {noise.Name}"));
    }

    [Fact]
    public void A_manifest_elsewhere_counts_and_one_that_lists_other_things_does_not()
    {
        Touch("grid/s1/a.mpg");
        File.WriteAllLines(Path.Combine(_folder, "manifest.csv"), ["file,split", "other/s1/a.mpg,train"]);
        Assert.Contains(TrainingCorpus.OpenClips(Path.Combine(_folder, "grid")).Notes, note => note.Contains("hash", StringComparison.Ordinal));
        string mine = Path.Combine(_folder, "mine.csv");
        File.WriteAllLines(mine, ["file,split,speaker", "grid/s1/a.mpg,dev,anna"]);
        GridClip clip = Assert.Single(TrainingCorpus.OpenClips(Path.Combine(_folder, "grid"), mine).Clips);
        Assert.Equal(("dev", "anna"), (clip.Split, clip.Speaker));
        Assert.Throws<BadInputException>(() => TrainingCorpus.OpenClips(Path.Combine(_folder, "grid"), Path.Combine(_folder, "none.csv")));
    }

    private static void AssertTogether(IReadOnlyList<NoiseRecording> all)
    {
        (IReadOnlyList<NoiseRecording> seen, IReadOnlyList<NoiseRecording> unseen) = TrainingCorpus.SplitNoise(all);
        Assert.Equal(all.Count, seen.Count + unseen.Count);
        Assert.Empty(seen.Select(noise => noise.Recording).Intersect(unseen.Select(noise => noise.Recording)));
    }

    private void Touch(string relative)
    {
        string path = Path.Combine(_folder, relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, []);
    }
}
