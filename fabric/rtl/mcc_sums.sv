// Whether the sums that are kept of each network are those of what is held with the weights as they are: after a frame they are,
// until other weights or another state come from outside or the two networks' weights are exchanged.
module mcc_sums (
    input  logic clk,
    input  logic rst,
    input  logic slot,         // the network that the job is about
    input  logic frame_done,   // one cycle; the sums of its network are complete
    input  logic disturbed,    // its weights or its state are others now
    input  logic all_disturbed,
    output logic hold          // those of `slot`
);
    logic [1:0] holds;

    assign hold = holds[slot];

    always_ff @(posedge clk) begin
        if (frame_done) holds[slot] <= 1'b1;
        if (disturbed) holds[slot] <= 1'b0;
        if (rst || all_disturbed) holds <= '0;
    end

`ifdef PROVE_MCC_SUMS
`include "mcc_sums.svh"
`endif
endmodule
