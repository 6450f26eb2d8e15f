using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using OnBoard.Drivers.Video;

namespace OnBoard.Tests.Unit.Sensors.Sight;

/// <summary>
/// YuNet (Wu et al., Machine Intelligence Research 20, 2023), the face detector that the product's own is taught by and
/// judged against. Needs the model of the data pack; no part of the product.
/// </summary>
internal sealed class YuNet : IDisposable
{
    private const int Side = 320;
    private static readonly int[] Strides = [8, 16, 32];

    private readonly InferenceSession _session;
    private readonly DenseTensor<float> _input = new([1, 3, Side, Side]);

    public YuNet(string modelPath)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        _session = new InferenceSession(modelPath, options);
    }

    /// <summary>
    /// A face: box in pixels and five points (x y: eye, eye, nose, mouth corner, mouth corner, left to
    /// right).
    /// </summary>
    public sealed record Face(float Width, float Score, float[] Points)
    {
        public (float X, float Y) Mouth => ((Points[6] + Points[8]) / 2, (Points[7] + Points[9]) / 2);
    }

    /// <summary>The most certain face of the frame, if there is one above 0.6.</summary>
    public Face? Detect(VideoFrame frame)
    {
        float scale = (float)Side / Math.Max(frame.Width, frame.Height);
        Fill(frame, scale);
        using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> outputs =
            _session.Run([NamedOnnxValue.CreateFromTensor(_session.InputNames[0], _input)]);
        float[] Output(string name) => outputs.First(o => o.Name == name).AsEnumerable<float>().ToArray();

        Face? best = null;
        foreach (int stride in Strides)
        {
            float[] scores = Output($"cls_{stride}");
            float[] objects = Output($"obj_{stride}");
            float[] boxes = Output($"bbox_{stride}");
            float[] points = Output($"kps_{stride}");
            for (int i = 0; i < scores.Length; i++)
            {
                float score = MathF.Sqrt(Math.Clamp(scores[i], 0, 1) * Math.Clamp(objects[i], 0, 1));
                if (score < (best?.Score ?? 0.6f)) continue;
                int column = i % (Side / stride);
                int row = i / (Side / stride);
                float[] found = new float[10];
                for (int k = 0; k < 10; k += 2)
                {
                    found[k] = ((column + points[(10 * i) + k]) * stride / scale) - 0.5f;
                    found[k + 1] = ((row + points[(10 * i) + k + 1]) * stride / scale) - 0.5f;
                }

                best = new Face(MathF.Exp(boxes[(4 * i) + 2]) * stride / scale, score, found);
            }
        }

        return best;
    }

    public void Dispose() => _session.Dispose();

    /// <summary>Blue, green, red planes 0..255, the frame in the upper left corner.</summary>
    private void Fill(VideoFrame frame, float scale)
    {
        Span<float> blue = _input.Buffer.Span[..(Side * Side)];
        Span<float> green = _input.Buffer.Span.Slice(Side * Side, Side * Side);
        Span<float> red = _input.Buffer.Span[(2 * Side * Side)..];
        _input.Buffer.Span.Clear();
        for (int v = 0; v < (int)(frame.Height * scale); v++)
        {
            int y = Math.Min((int)((v + 0.5f) / scale), frame.Height - 1);
            for (int u = 0; u < (int)(frame.Width * scale); u++)
            {
                int x = Math.Min((int)((u + 0.5f) / scale), frame.Width - 1);
                float luma = frame.Luma[(y * frame.Width) + x];
                float cb = frame.Cb[(y / 2 * (frame.Width / 2)) + (x / 2)] - 128f;
                float cr = frame.Cr[(y / 2 * (frame.Width / 2)) + (x / 2)] - 128f;
                int at = (v * Side) + u;
                blue[at] = Math.Clamp(luma + (1.772f * cb), 0, 255);
                green[at] = Math.Clamp(luma - (0.344f * cb) - (0.714f * cr), 0, 255);
                red[at] = Math.Clamp(luma + (1.402f * cr), 0, 255);
            }
        }
    }
}
