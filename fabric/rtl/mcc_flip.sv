// Answers FLIP: exchanges the two networks between jobs, and refuses while one runs or begins. What is asked for is a number that
// differs from the one answered last, so that nothing is exchanged twice and nothing that was asked for is forgotten.
`include "mcc_assert.svh"

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

`ifdef MCC_CHECKED
    `MCC_RESET_FIRST

    // The networks are exchanged once for each number that was answered with DONE, never while a job runs, and every number is answered.
    logic [31:0] f_exchanges, f_done; // exchanges; answers with DONE
    logic [31:0] f_flip_before, f_flipped_before;
    logic        f_busy_before, f_loaded_before, f_rst_before;
    always @(posedge clk) begin
        f_flip_before    <= flip;
        f_flipped_before <= flipped;
        f_busy_before    <= busy;
        f_loaded_before  <= second_loaded;
        f_rst_before     <= rst;
        f_exchanges      <= f_exchanges + 32'(exchange);
        f_done           <= f_done + 32'(asked && !busy && second_loaded);
        if (rst) begin
            f_exchanges <= 0;
            f_done      <= 0;
        end
    end

    `MCC_ALWAYS begin
        // Never while a job runs, never without a second network, never unasked.
        assert (!(exchange && (busy || !second_loaded || flip == flipped)));
        assert (f_exchanges == f_done);
        if (!f_rst_before) begin
            // Answered in the next cycle, whatever it was, and reported as it was.
            assert (flipped == f_flip_before);
            if (f_flip_before != f_flipped_before) begin
                assert (code == (f_busy_before ? mcc_contract_pkg::CODE_FLIP_BUSY
                    : f_loaded_before ? mcc_contract_pkg::CODE_DONE : mcc_contract_pkg::CODE_NO_NETWORK));
            end
        end
    end
`endif
endmodule
