// A sum out of an accumulator: SumFormat.FromAccumulator, two cycles.
module mcc_requantise (
    input  logic               clk,
    input  logic signed [31:0] accumulator,
    input  logic [3:0]         shift,      // s + 5 - 10
    output logic signed [15:0] sum
);
    logic signed [31:0] shifted;

    always_ff @(posedge clk) begin
        shifted <= mcc_core_pkg::round_shift(accumulator, shift);
        if (shifted > 32'sd16383) sum <= 16'sd16383;
        else if (shifted < -32'sd16384) sum <= -16'sd16384;
        else sum <= shifted[15:0];
    end
endmodule
