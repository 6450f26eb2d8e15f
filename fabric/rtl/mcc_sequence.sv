// When a job starts and what software is told: sequence numbers, state and interrupt. A job starts when SUBMIT differs from
// DONE; DONE takes its number when it has ended. So no write is an event that could be lost or seen twice, and the interrupt is
// a level that falls when software writes back the number that it has seen.
module mcc_sequence (
    input  logic        clk,
    input  logic        rst,

    // Registers that software writes.
    input  logic        enable,
    input  logic        soft_reset,
    input  logic [31:0] submit,
    input  logic [31:0] acknowledge,
    input  logic        interrupt_enable,

    // Registers that software reads.
    output logic [3:0]  state,
    output logic [31:0] started,
    output logic [31:0] done,
    output logic        irq,

    // The job engine: start, finished and failed last one cycle; drop holds until it is dropped.
    output logic        start,
    input  logic        finished,
    input  logic        failed,
    output logic        drop,
    input  logic        dropped
);
    logic resetting; // a soft reset, however short, lasts until the job engine has dropped its job

    assign start     = state == mcc_contract_pkg::STATE_IDLE && enable && !drop && submit != done;
    assign drop      = soft_reset || resetting;
    assign irq       = interrupt_enable && !drop && done != acknowledge;

    always_ff @(posedge clk) begin
        if (drop) begin
            // A job that was dropped never runs: DONE follows SUBMIT for as long as the reset lasts.
            resetting <= !dropped;
            if (dropped) state <= mcc_contract_pkg::STATE_RESET;
            started <= submit;
            done    <= submit;
        end else begin
            case (state)
                mcc_contract_pkg::STATE_RESET: if (enable) state <= mcc_contract_pkg::STATE_IDLE;
                mcc_contract_pkg::STATE_IDLE:
                    if (start) begin
                        state   <= mcc_contract_pkg::STATE_BUSY;
                        started <= submit;
                    end else if (!enable) state <= mcc_contract_pkg::STATE_RESET;
                mcc_contract_pkg::STATE_BUSY:
                    if (finished) begin
                        state <= failed ? mcc_contract_pkg::STATE_FAULT : mcc_contract_pkg::STATE_IDLE;
                        done  <= started;
                    end
                default: ; // a fault ends with a soft reset only
            endcase
        end
        if (rst) begin
            resetting <= 1'b0;
            state     <= mcc_contract_pkg::STATE_RESET;
            started   <= '0;
            done      <= '0;
        end
    end

`ifdef PROVE_MCC_SEQUENCE
`include "mcc_sequence.svh"
`endif
endmodule
