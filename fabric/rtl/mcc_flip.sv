// Answers FLIP: exchanges the two networks between jobs, and refuses while one runs or begins. What is asked for is a number that
// differs from the one answered last, so that nothing is exchanged twice and nothing that was asked for is forgotten.
module mcc_flip (
    input  logic        clk,
    input  logic        rst,

    input  logic [31:0] flip,          // as software wrote it
    input  logic        busy,          // a job runs, or begins in this cycle
    input  logic        second_loaded, // there are two networks
    output logic [31:0] flipped,       // answered last
    output logic [7:0]  code,          // how
    output logic        exchange       // one cycle
);
    logic asked;

    assign asked    = flip != flipped;
    assign exchange = asked && !busy && second_loaded && !rst;

    always_ff @(posedge clk) begin
        if (asked) begin
            flipped <= flip;
            code    <= busy ? mcc_contract_pkg::CODE_FLIP_BUSY
                     : second_loaded ? mcc_contract_pkg::CODE_DONE : mcc_contract_pkg::CODE_NO_NETWORK;
        end
        if (rst) begin
            flipped <= '0;
            code    <= mcc_contract_pkg::CODE_PENDING;
        end
    end

`ifdef PROVE_MCC_FLIP
`include "mcc_flip.svh"
`endif
endmodule
