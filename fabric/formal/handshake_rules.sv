// The rule of every AXI channel: valid stays, and what it offers stays, until ready. Asserted of the module under proof or
// assumed of its surroundings.
module handshake_rules #(
    parameter int WIDTH = 1,
    parameter bit ASSUMED = 0
) (
    input logic             clk,
    input logic             valid,
    input logic             ready,
    input logic [WIDTH-1:0] offer
);
    logic             waiting;
    logic [WIDTH-1:0] offered;
    wire              kept = !waiting || (valid && offer == offered);

    initial waiting = 1'b0;
    always @(posedge clk) begin
        waiting <= valid && !ready;
        offered <= offer;
    end

    generate
        if (ASSUMED) begin : surroundings
            always @* assume (kept);
        end else begin : proven
            always @* assert (kept);
        end
    endgenerate
endmodule
