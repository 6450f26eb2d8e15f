// InterpolatedTable: segment value and rise one cycle after the argument; the product with the fraction is the user's.
module mcc_table (
    input  logic               clk,
    input  logic               write,
    input  mcc_core_pkg::table_entry_t entry,
    input  logic signed [13:0] x,          // -8192..8191, already clamped
    output logic signed [15:0] value,
    output logic signed [16:0] rise,
    output logic [5:0]         fraction
);
    logic [32:0] segments [0:255];
    logic [13:0] offset;

    assign offset = {~x[13], x[12:0]};  // x + 8192

    always_ff @(posedge clk) begin
        if (write) segments[entry.segment] <= {entry.rise, entry.value};
        {rise, value} <= segments[offset[13:6]];
        fraction <= offset[5:0];
    end
endmodule
