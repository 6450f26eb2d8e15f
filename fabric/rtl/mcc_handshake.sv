// The rule of every AXI channel, for assertions alone: valid stays, and what it offers stays, until ready. ASSUMED: it is the
// surroundings that must keep it.
`include "mcc_assert.svh"

`ifdef MCC_CHECKED
module mcc_handshake #(
    parameter int WIDTH = 1,
    parameter bit ASSUMED = 0
) (
    input logic             clk,
    input logic             rst,
    input logic             valid,
    input logic             ready,
    input logic [WIDTH-1:0] offer
);
    logic             waiting;
    logic [WIDTH-1:0] offered;
    wire              kept = !waiting || (valid && offer == offered);

    always @(posedge clk) begin
        waiting <= valid && !ready && !rst;
        offered <= offer;
    end

    generate
        if (ASSUMED) begin : surroundings
            `MCC_ASSUME(kept)
        end else begin : proven
            `MCC_ASSERT(kept)
        end
    endgenerate
endmodule
`endif
