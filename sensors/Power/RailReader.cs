using OnBoard.Drivers.I2c;
using OnBoard.Sensors.Boards;

namespace OnBoard.Sensors.Power;

/// <summary>A rail of the board and the sensor that reads it.</summary>
/// <param name="Rail">The rail, as the board file names it.</param>
/// <param name="Sensor">Our own driver or the kernel's.</param>
public sealed record RailReader(BoardRail Rail, IPowerSensor Sensor);
