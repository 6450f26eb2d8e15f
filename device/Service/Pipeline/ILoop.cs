namespace OnBoard.Device.Service.Pipeline;

/// <summary>What one thread of the pipeline does again and again; a test may do the steps itself.</summary>
internal interface ILoop
{
    /// <summary>One step, a tenth of a second at most while nothing happens.</summary>
    /// <returns>False when there is nothing more to do.</returns>
    bool Step();

    /// <summary>Closes what the loop owns; called once, on the loop's thread, after the last step.</summary>
    void Finish();
}
