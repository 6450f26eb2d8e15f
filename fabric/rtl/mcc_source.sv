// What events come from: inputs, outputs of all cells, universal events; one byte of every group in a word. Inputs, universal
// events and outputs exist twice, for this step and the step before. One write port with a mask of bytes; one read port for
// the scanner, one for the universal summary and for state transfers (a second copy).
module mcc_source #(
    parameter int GROUPS = 4,
    parameter int WORDS = 4096,
    localparam int A = $clog2(WORDS)
) (
    input  logic                clk,
    input  logic [GROUPS-1:0]   write,
    input  logic [A-1:0]        write_address,
    input  logic [8*GROUPS-1:0] write_data,
    input  logic                scan,
    input  logic [A-1:0]        scan_address,
    output logic [8*GROUPS-1:0] scan_data,
    input  logic                look,
    input  logic [A-1:0]        look_address,
    output logic [8*GROUPS-1:0] look_data
);
    genvar g;
    generate
        for (g = 0; g < GROUPS; g = g + 1) begin : g_byte
            logic [7:0] scanned [0:WORDS-1];
            logic [7:0] looked [0:WORDS-1];
            always_ff @(posedge clk) begin
                if (write[g]) scanned[write_address] <= write_data[8*g +: 8];
                if (write[g]) looked[write_address] <= write_data[8*g +: 8];
                if (scan) scan_data[8*g +: 8] <= scanned[scan_address];
                if (look) look_data[8*g +: 8] <= looked[look_address];
            end
        end
    endgenerate
endmodule
