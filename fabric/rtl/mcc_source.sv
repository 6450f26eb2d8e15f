// What events come from: inputs, outputs of all cells, universal events; one byte of every group in a word. All exist twice, for
// this step and the step before. What they have sent last is held, and what they sent; beside these what cells are, which
// the universal summary and states want. Read ports: the scanner's, of what is held or was sent; one for what cells are; one
// for what is held, with which writers compare and which transfers of states read.
module mcc_source #(
    parameter int GROUPS = 4,
    parameter int WORDS = 4096,
    localparam int A = $clog2(WORDS)
) (
    input  logic                clk,
    input  logic                rst,
    input  logic [6:0]          threshold,
    input  logic [GROUPS-1:0]   write,
    input  logic                write_is,       // what cells are
    input  logic                write_sent,     // what is sent
    input  logic                write_plain,    // whatever is held
    input  logic                write_signed,
    input  logic [A-1:0]        write_address,
    input  logic [A-1:0]        write_before,   // the same place of the step before
    input  logic [8*GROUPS-1:0] write_data,
    input  logic                scan,
    input  logic                scan_changes,
    input  logic [A-1:0]        scan_address,
    output logic [8*GROUPS-1:0] scan_data,
    output logic [9*GROUPS-1:0] change_data,
    input  logic                look,
    input  logic [A-1:0]        look_address,
    output logic [8*GROUPS-1:0] look_data,
    input  logic                look_held,
    input  logic [A-1:0]        look_held_address,
    output logic [8*GROUPS-1:0] held_data       // one cycle later, in cycles without a write
);
    logic [GROUPS-1:0] put;
    logic [A-1:0] put_address, held_address;
    logic [8*GROUPS-1:0] put_held;
    logic [9*GROUPS-1:0] put_change;
    logic sends, held_read;

    assign sends = write_sent && write != '0;
    assign held_read = sends || look_held;
    assign held_address = sends ? write_before : look_held_address;

    mcc_send #(.GROUPS(GROUPS), .A(A)) sender (
            .clk, .rst, .threshold, .write(write_sent ? write : '0), .write_plain, .write_signed, .write_address, .write_data,
            .held(held_data), .put, .put_address, .put_held, .put_change);

    genvar g;
    generate
        for (g = 0; g < GROUPS; g = g + 1) begin : g_byte
            logic [7:0] scanned [0:WORDS-1];
            logic [8:0] changes [0:WORDS-1];
            logic [7:0] held [0:WORDS-1];
            logic [7:0] cells [0:WORDS-1];
            always_ff @(posedge clk) begin
                if (write[g] && write_is) cells[write_address] <= write_data[8*g +: 8];
                if (look) look_data[8*g +: 8] <= cells[look_address];
                if (put[g]) scanned[put_address] <= put_held[8*g +: 8];
                if (scan && !scan_changes) scan_data[8*g +: 8] <= scanned[scan_address];
                if (put[g]) changes[put_address] <= put_change[9*g +: 9];
                if (scan && scan_changes) change_data[9*g +: 9] <= changes[scan_address];
                if (put[g]) held[put_address] <= put_held[8*g +: 8];
                if (held_read) held_data[8*g +: 8] <= held[held_address];
            end
        end
    endgenerate
endmodule
