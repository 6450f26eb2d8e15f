using OnBoard.Drivers.Video;
using OnBoard.Sensors.Media;
using OnBoard.Sensors.Sight;

namespace OnBoard.Tests.Unit.Sensors.Sight.Training;

/// <summary>
/// Makes <c>sensors/Sight/face.weights</c>. Teacher: YuNet's points on the train split and on the development talker;
/// pupils' other frames: <see cref="DrawnFace"/>. The test talkers take no part. Run it with
/// <c>OnBoard.Tests.Unit -explicit only -class "*FaceModelTraining"</c>; the seed is fixed, so it makes the same file
/// again.
/// </summary>
public class FaceModelTraining(ITestOutputHelper output)
{
    private const int Frames = 5000;
    private const int Seed = 1;

    [Fact(Explicit = true)]
    public void Make_the_weights()
    {
        string target = Path.Combine(Repository(), "sensors", "Sight", "face.weights");
        List<(string Talker, LabelledImage Frame)> real = Label();
        output.WriteLine($"{real.Count} labelled frames");
        FaceModel model = Train(real);
        File.WriteAllBytes(target, model.ToBytes());
    }

    private static string Repository()
    {
        DirectoryInfo at = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "OnBoard.sln")))
            at = at.Parent ?? throw new InvalidOperationException("run it from a checkout");
        return at.FullName;
    }

    private static List<(string Talker, LabelledImage Frame)> Label()
    {
        using var teacher = new YuNet(TestData.Require("roi_models/yunet_n_320_320.onnx"));
        GridCorpus corpus = GridCorpus.Open(TestData.Require("grid"), TestData.Require("manifest.csv"));
        GridClip[] clips =
            [.. corpus.InSplit("train").Where((_, i) => i % 3 == 0), .. corpus.InSplit("dev_other_speaker")];
        var labelled = new List<(string, LabelledImage)>();
        var videoOnly = new ClipOptions { Audio = StreamUse.Skipped };
        foreach ((GridClip grid, Clip clip) in clips.Zip(Clip.LoadAll(clips.Select(c => c.Path), videoOnly)))
        {
            for (int i = 0; i < clip.Frames.Count; i += grid.Speaker == "s1" ? 20 : 3)
            {
                if (teacher.Detect(clip.Frames[i]) is { } face)
                    labelled.Add((grid.Speaker, new LabelledImage(clip.Frames[i], face.Points)));
            }
        }

        return labelled;
    }

    private FaceModel Train(List<(string Talker, LabelledImage Frame)> real)
    {
        var random = new Random(Seed);
        LabelledImage[][] byTalker =
        [
            .. real.GroupBy(r => r.Talker).OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => g.Select(r => r.Frame).ToArray()),
        ];
        var frames = new LabelledImage[Frames];
        for (int i = 0; i < Frames; i++)
        {
            // Half of them real, each talker as often as the other.
            bool drawn = i % 2 == 0;
            LabelledImage[] talker = byTalker[i / 2 % byTalker.Length];
            LabelledImage source = drawn ? DrawnFace.Draw(random) : talker[random.Next(talker.Length)];
            frames[i] = Augmentation.Vary(source, keyed: !drawn, random);
        }

        float[] weights = new float[(1 + (2 * FaceModel.Coordinates)) * FaceModel.Stride];
        var finder = new FaceFinder(new FaceModel(weights), frames[0].Frame.Width, frames[0].Frame.Height);
        TrainPoints(finder, frames, 0.1f, 0.16f, 0.15f, random).CopyTo(weights, FaceModel.Stride);
        TrainPoints(finder, frames, 0.04f, 0.06f, 0.05f, random)
            .CopyTo(weights, (1 + FaceModel.Coordinates) * FaceModel.Stride);
        TrainPresence(finder, frames, random).CopyTo(weights, 0);
        return new FaceModel(weights);
    }

    /// <summary>
    /// From a window that is off by up to so much to the points, in the units of the window's own
    /// pose.
    /// </summary>
    private static float[] TrainPoints(FaceFinder finder, LabelledImage[] frames, float shift, float size,
        float turn, Random random)
    {
        var regression = new RidgeRegression(FaceModel.Features, FaceModel.Coordinates);
        float[] features = new float[FaceModel.Features];
        float[] wanted = new float[FaceModel.Coordinates];
        foreach (LabelledImage frame in frames)
        {
            finder.Take(frame.Frame);
            FacePose truth = FacePose.Fit(frame.Points);
            for (int n = 0; n < 3; n++)
            {
                FacePose pose = Disturb(truth, shift, size, turn, random);
                finder.Describe(pose, features);
                for (int i = 0; i < wanted.Length; i += 2)
                    (wanted[i], wanted[i + 1]) = pose.ToCanonical(frame.Points[i], frame.Points[i + 1]);
                regression.Add(features, wanted);
            }
        }

        return regression.Solve(penalty: 0.01);
    }

    /// <summary>Face or not, in rounds: each adds the windows that the last round's function took for faces.</summary>
    private float[] TrainPresence(FaceFinder finder, LabelledImage[] frames, Random random)
    {
        const int Rounds = 3;
        var regression = new RidgeRegression(FaceModel.Features, 1);
        float[] features = new float[FaceModel.Features];
        float[] weights = [];
        for (int round = 0; round < Rounds; round++)
        {
            int hard = 0;
            foreach (LabelledImage frame in frames.Where((_, i) => i % Rounds == round))
            {
                finder.Take(frame.Frame);
                FacePose truth = FacePose.Fit(frame.Points);
                for (int n = 0; n < 3; n++)
                {
                    finder.Describe(Disturb(truth, 0.07f, 0.1f, 0.2f, random), features);
                    regression.Add(features, [1], weight: 2);
                }

                for (int n = 0; n < (round == 0 ? 10 : 60); n++)
                {
                    FacePose pose = Elsewhere(truth, frame.Frame, random);
                    finder.Describe(pose, features);
                    if (round > 0 && Score(weights, features) < -0.4f) continue;
                    regression.Add(features, [-1]);
                    hard++;
                }
            }

            weights = regression.Solve(penalty: 0.01);
            output.WriteLine($"round {round}: {hard} windows without a face");
        }

        return weights;
    }

    private static float Score(float[] weights, float[] features)
    {
        float score = weights[^1];
        for (int i = 0; i < features.Length; i++) score += weights[i] * features[i];
        return score;
    }

    private static FacePose Disturb(FacePose truth, float shift, float size, float turn, Random random)
    {
        float Swing(float amount) => amount * (float)((2 * random.NextDouble()) - 1);
        return new FacePose(truth.X + (truth.Scale * Swing(shift)), truth.Y + (truth.Scale * Swing(shift)),
            truth.Scale * MathF.Exp(Swing(size)), truth.Angle + Swing(turn));
    }

    /// <summary>A window anywhere, half of them near the face, that does not sit on it.</summary>
    private static FacePose Elsewhere(FacePose truth, VideoFrame frame, Random random)
    {
        while (true)
        {
            float scale = truth.Scale * MathF.Exp((float)(random.NextDouble() - 0.5) * 2.4f);
            FacePose pose = random.Next(2) == 0
                ? new FacePose(random.Next(frame.Width), random.Next(frame.Height), scale, 0)
                : Disturb(truth, 1, 0.8f, 0, random) with { Angle = 0 };
            (float x, float y) = (pose.X - truth.X, pose.Y - truth.Y);
            if ((x * x) + (y * y) > 0.16f * truth.Scale * truth.Scale
                || MathF.Abs(MathF.Log(pose.Scale / truth.Scale)) > 0.4f) return pose;
        }
    }
}
