// Whether the sums that are kept of each network are those of what is held with the weights as they are: after a frame they are,
// until other weights or another state come from outside or the two networks' weights are exchanged.
`include "mcc_assert.svh"

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

`ifdef MCC_CHECKED
    `MCC_RESET_FIRST

    // Of either network: kept sums are called right only when a frame of it ended since the reset and since all that makes them wrong.
    genvar n;
    generate
        for (n = 0; n < 2; n = n + 1) begin : f_network
            logic f_framed;
            wire f_makes_wrong = rst || all_disturbed || (disturbed && slot == 1'(n));

            always @(posedge clk) begin
                if (frame_done && slot == 1'(n)) f_framed <= 1;
                if (f_makes_wrong) f_framed <= 0;
            end

            `MCC_ASSERT(holds[n] == f_framed)
            `MCC_ASSERT(slot != 1'(n) || hold == f_framed)
        end
    endgenerate
`endif
endmodule
