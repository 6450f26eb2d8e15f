using OnBoard.Device.Experiments.Evaluation;
using OnBoard.Device.Experiments.Training;
using OnBoard.Drivers;
using OnBoard.Sensors.Hearing;
using OnBoard.Sensors.Media;
using OnBoard.Tests.Bench.Onnx;
using OnBoard.Tests.Bench.Peers;

namespace OnBoard.Tests.Unit.Benchmarks;

/// <summary>Networks of others, frame by frame: with networks of a node or two, and with the published ones where they are.</summary>
public sealed class PeerTests : IDisposable
{
    private static readonly SpeechClip Nothing = new("", [], [], [], 0);

    private static readonly float[] Sound = [.. Enumerable.Range(0, 5000).Select(n => 0.2f * MathF.Sin(0.05f * n) * MathF.Sin(0.0017f * n))];

    private readonly string _root = Directory.CreateTempSubdirectory("onboard-test-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("samples", 64, 16, "none", 64, 0.25f)] // Four frames overlap and are added as they are.
    [InlineData("samples", 64, 32, "hann", 64, 1f)]
    [InlineData("samples", 64, 16, "sqrt-hann", 64, 1f)]
    [InlineData("spectrum", 64, 32, "sqrt-hann", 66, 1f)]
    public void A_network_that_passes_all_on_gives_the_sound_back_in_time(string form, int frame, int hop, string window, int length, float gain)
    {
        Save("pass.onnx", length, (graph, frame) => graph.Node("Mul", [frame, graph.Constant([gain], 1)], "out"));
        float[] sound = Run(Describe(form, frame, hop, window));
        for (int n = 0; n < sound.Length; n++) Assert.Equal(Sound[n], sound[n], 1e-5f);
    }

    [Fact]
    public void A_mask_scales_the_spectrum()
    {
        Save("pass.onnx", 33, (graph, frame) => graph.Node("Add", [graph.Node("Mul", [frame, graph.Constant([0f], 1)]), graph.Constant([0.5f], 1)], "out"));
        float[] sound = Run(Describe("mask", 64, 32, "sqrt-hann"));
        for (int n = 0; n < sound.Length; n++) Assert.Equal(0.5f * Sound[n], sound[n], 1e-5f);
    }

    [Fact]
    public void State_goes_from_frame_to_frame_and_begins_anew_with_each_clip()
    {
        // The output is the frame before: one hop of a frame without overlap, reported as lookahead.
        OnnxGraph graph = new();
        string frame = graph.Input("in", 64), before = graph.Input("before", 64);
        graph.Node("Identity", [before], "out");
        graph.Node("Identity", [frame], "next");
        graph.Output("out", 64);
        graph.Output("next", 64);
        File.WriteAllBytes(Path.Combine(_root, "pass.onnx"), graph.ToModel());
        PeerDescription peer = Describe("samples", 64, 64, "none") with { Lookahead = 64 };
        using PeerOnClips enhancer = new(peer);
        float[] first = new float[4800], second = new float[4800];
        enhancer.Enhance(Nothing, Sound, null, first);
        enhancer.Enhance(Nothing, Sound, null, second);
        Assert.Equal(Sound[..4800], first);
        Assert.Equal(first, second);
        Assert.Equal(64, peer.Lag);
    }

    [Fact]
    public void Names_can_be_given()
    {
        OnnxGraph graph = new();
        string state = graph.Input("a_state", 3), frame = graph.Input("z_frame", 64);
        graph.Node("Identity", [state], "a_next");
        graph.Node("Identity", [frame], "z_out");
        graph.Output("a_next", 3);
        graph.Output("z_out", 64);
        File.WriteAllBytes(Path.Combine(_root, "pass.onnx"), graph.ToModel());
        Assert.Contains("a_state takes 3 numbers", Assert.Throws<BadInputException>(() => new PeerOnClips(Describe("samples", 64, 64, "none"))).Message, StringComparison.Ordinal);
        string names = """, "input": "z_frame", "output": "z_out", "states": { "a_state": "a_next" }""";
        Assert.Equal(Sound[..4800], Run(Describe("samples", 64, 64, "none", names)));
    }

    [Theory]
    [InlineData("""{ "name": "x", "frame": 60, "hop": 30, "stages": [] }""", "no power of two")]
    [InlineData("""{ "name": "x", "frame": 64, "hop": 30, "stages": [] }""", "does not divide")]
    [InlineData("""{ "name": "x", "frame": 64, "hop": 32, "sampleRate": 48000, "stages": [] }""", "48000")]
    [InlineData("""{ "name": "x", "frame": 64, "hop": 32, "stages": [] }""", "no stage")]
    [InlineData("""{ "name": "x", "frame": 64, "hop": 32, "stage": [] }""", "stage")]
    [InlineData("""{ "name": "x", "frame": 64""", "no description")]
    public void A_wrong_description_is_told(string json, string cause)
    {
        string path = Path.Combine(_root, "wrong.json");
        File.WriteAllText(path, json);
        BadInputException error = Assert.Throws<BadInputException>(() => PeerDescription.Find(_root));
        Assert.Equal(path, error.Subject);
        Assert.Contains(cause, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_network_is_told()
    {
        File.WriteAllText(Path.Combine(_root, "pass.onnx"), "nonsense");
        Assert.Contains("ONNX Runtime", Assert.Throws<BadInputException>(() => new PeerOnClips(Describe("samples", 64, 64, "none"))).Message, StringComparison.Ordinal);
        Assert.Throws<BadInputException>(() => PeerDescription.Find(Path.Combine(_root, "nothing")));
    }

    [Fact]
    public void A_folder_without_networks_is_told() => Assert.Contains(
        "gtcrn_simple.onnx", Assert.Throws<BadInputException>(() => PeerDescription.Find(_root)).Remedy, StringComparison.Ordinal);

    /// <summary>Figures that others measured (shared/peers/README.md): talkers never heard gain 8.3, 6.1 and 7.8 dB over -9 to +6 dB.</summary>
    [Fact]
    public void The_published_networks_score_as_published()
    {
        string data = TestData.Require("grid");
        string models = Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(data))!, "peers");
        if (!Directory.Exists(models)) Assert.Skip("needs the folder of published networks beside the data");
        TestTools.RequireFfmpeg();
        EvaluationClip[] clips = [.. EvaluationCorpus.Open(data, null).Choose(["dev_other_speaker", "test_other_speaker"], null).Load(null)];
        EvaluationNoise[] noises =
        [
            .. NoiseFolder.Open(TestData.Require("noise")).Where(noise => noise.Type is "BUS" or "CAF" or "PED" or "STR").Where((_, place) => place % 4 == 0)
                .Select(recording => new EvaluationNoise(recording.Name, recording.Type, recording.Load())),
        ];
        IReadOnlyList<MixtureScore> scores = Evaluator.Run(
            [.. PeerDescription.Find(models).Select(peer => new PeerSystem(peer))], Condition.Cross(clips, noises, [-9, -4, 1, 6], inTurn: true),
            null, null, CancellationToken.None, pesq: false);
        Assert.Equal(8.3, Gain("DTLN"), 1.5);
        Assert.Equal(6.1, Gain("GTCRN"), 1.5);
        Assert.Equal(7.8, Gain("UL-UNAS"), 1.5);

        double Gain(string system) => scores.Where(score => score.System == system).Average(score => score.Sound.SiSdr - score.Noisy.SiSdr);
    }

    private static float[] Run(PeerDescription peer)
    {
        using PeerOnClips enhancer = new(peer);
        float[] sound = new float[4800];
        enhancer.Enhance(Nothing, Sound, null, sound);
        return sound;
    }

    private PeerDescription Describe(string form, int frame, int hop, string window, string names = "")
    {
        string path = Path.Combine(_root, "peer.json");
        File.WriteAllText(
            path,
            $$"""
            { "name": "pass", "frame": {{frame}}, "hop": {{hop}}, "window": "{{window}}",
              "stages": [ { "file": "pass.onnx", "form": "{{form}}"{{names}} } ] }
            """);
        return Assert.Single(PeerDescription.Find(path));
    }

    private void Save(string file, int length, Action<OnnxGraph, string> build)
    {
        OnnxGraph graph = new();
        build(graph, graph.Input("in", length));
        graph.Output("out", length);
        File.WriteAllBytes(Path.Combine(_root, file), graph.ToModel());
    }
}
