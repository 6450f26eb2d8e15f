// Four lanes' weights, 64 bits a word: one UltraRAM column (64 of 72 bits) or block RAM, read in two cycles.
module mcc_weight_bank #(
    parameter int WORDS = 4096,
    // verilator lint_off UNUSEDPARAM
    parameter MEMORY = "ultra",  // or "block"; an attribute
    // verilator lint_on UNUSEDPARAM
    localparam int A = $clog2(WORDS)
) (
    input  logic         clk,
    input  logic         read,
    input  logic [A-1:0] read_address,
    output logic [63:0]  read_data,
    input  logic         write,
    input  logic [A-1:0] write_address,
    input  logic [63:0]  write_data
);
    (* ram_style = MEMORY *) logic [63:0] words [0:WORDS-1];
    logic [63:0] latch;
    logic latched;

    always_ff @(posedge clk) begin
        if (write) words[write_address] <= write_data;
        if (read) latch <= words[read_address];
        latched <= read;
        if (latched) read_data <= latch;
    end
endmodule
