// The 32-bit finalizer of UpdateRounding: one result per cycle, six cycles later.
module mcc_mix (
    input  logic        clk,
    input  logic [31:0] x,
    output logic [31:0] mixed
);
    logic [31:0] x1, x2, x3, x4, x5;

    always_ff @(posedge clk) begin
        x1 <= x ^ (x >> 16);
        x2 <= x1 * 32'h21F0AAAD;
        x3 <= x2 ^ (x2 >> 15);
        x4 <= x3 * 32'hD35A2D97;
        x5 <= x4;  // room for the multiplier's pipeline
        mixed <= x5 ^ (x5 >> 15);
    end
endmodule
