using OnBoard.Device.Commands;

// One line for each command; `run` is what happens when none is named.
return await CommandLine.InvokeAsync(
    args,
    [
        RunCommand.Create(),
        TrainCommand.Create(),
        EvaluateCommand.Create(),
        EnergyCommand.Create(),
        RailsCommand.Create(),
        CheckCommand.Create(),
        ReplayCommand.Create(),
        LearnCommand.Create(),
        DamageCommand.Create(),
        TopCommand.Create(),
        StudyCommand.Create(),
    ]);
