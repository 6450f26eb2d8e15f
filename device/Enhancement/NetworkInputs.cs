using OnBoard.Sensors.Hearing;

namespace OnBoard.Device.Enhancement;

/// <summary>
/// The inputs of one network step from the features of the last hops: 48 bands of this and the four previous hops for the
/// audio stream, 64 mouth features of this and the two previous pictures for the video stream. Training and the live
/// pipeline build their inputs here, so they cannot differ.
/// </summary>
/// <param name="delta">A feature that changed by less is held at what was sent last; see <see cref="FeatureScaling.Delta"/>.</param>
public sealed class NetworkInputs(float delta = 0)
{
    /// <summary>Hops of audio features, newest first.</summary>
    public const int AudioHops = 5;

    /// <summary>Pictures of mouth features, newest first.</summary>
    public const int VideoFrames = 3;

    /// <summary>Mouth features of one picture.</summary>
    public const int MouthFeatureCount = Sensors.Sight.MouthFeatures.Count;

    /// <summary>Length of <see cref="Audio"/>.</summary>
    public const int AudioLength = AudioHops * AudioFormat.Bands;

    /// <summary>Length of <see cref="Video"/>.</summary>
    public const int VideoLength = VideoFrames * MouthFeatureCount;

    private readonly float[] _audio = new float[AudioLength];
    private readonly float[] _video = new float[VideoLength];

    /// <summary>Inputs of the audio stream: 5 x 48, newest hop first.</summary>
    public ReadOnlySpan<float> Audio => _audio;

    /// <summary>Inputs of the video stream: 3 x 64, newest picture first; zeros where nothing was seen.</summary>
    public ReadOnlySpan<float> Video => _video;

    /// <summary>Takes the normalised band features of the next hop.</summary>
    public void PushAudio(ReadOnlySpan<float> features) => Push(_audio, features, AudioFormat.Bands);

    /// <summary>Takes the normalised mouth features of the next picture.</summary>
    public void PushVideo(ReadOnlySpan<float> features) => Push(_video, features, MouthFeatureCount);

    /// <summary>Forgets what was seen: the camera is covered, gone or switched off.</summary>
    public void ClearVideo() => _video.AsSpan().Clear();

    /// <summary>Goes on from inputs that another had.</summary>
    public void Restore(ReadOnlySpan<float> audio, ReadOnlySpan<float> video)
    {
        audio.CopyTo(_audio);
        video.CopyTo(_video);
    }

    /// <summary>Begins a new utterance.</summary>
    public void Reset()
    {
        _audio.AsSpan().Clear();
        _video.AsSpan().Clear();
    }

    // What was sent last is the newest of the history: nothing else has to be remembered.
    private void Push(float[] history, ReadOnlySpan<float> newest, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(newest.Length, length);
        history.AsSpan(0, history.Length - length).CopyTo(history.AsSpan(length));
        for (int i = 0; i < length; i++)
        {
            if (MathF.Abs(newest[i] - history[i]) >= delta) history[i] = newest[i];
        }
    }
}
