// Shares the core's way to memory. Reads: three users, answers go back in the order of the requests. Writes: three users, one
// request at a time from its first to its last beat.
module mcc_memory_port (
    input  logic         clk,
    input  logic         rst,

    input  logic [2:0]   read_valid,
    output logic [2:0]   read_ready,
    input  logic [191:0] read_address,
    input  logic [47:0]  read_beats,
    output logic [2:0]   data_valid,
    input  logic [2:0]   data_ready,

    input  logic [2:0]   write_valid,
    output logic [2:0]   write_ready,
    input  logic [191:0] write_address,
    input  logic [47:0]  write_beats,
    input  logic [2:0]   beat_valid,
    output logic [2:0]   beat_ready,
    input  logic [383:0] beat_data,
    output logic         writing,        // a request is not complete

    output logic         mrd_req_valid,
    input  logic         mrd_req_ready,
    output logic [63:0]  mrd_req_addr,
    output logic [15:0]  mrd_req_beats,
    input  logic         mrd_valid,
    output logic         mrd_ready,
    input  logic         mrd_last,
    output logic         mwr_req_valid,
    input  logic         mwr_req_ready,
    output logic [63:0]  mwr_req_addr,
    output logic [15:0]  mwr_req_beats,
    output logic         mwr_valid,
    input  logic         mwr_ready,
    output logic [127:0] mwr_data,
    output logic [15:0]  mwr_strb
);
    // Reads: the lowest user goes first; a choice once shown stays.
    logic [1:0] chosen, held, reader, oldest;
    logic holding, room, some;

    always_comb begin
        chosen = read_valid[0] ? 2'd0 : read_valid[1] ? 2'd1 : 2'd2;
        reader = holding ? held : chosen;
        mrd_req_valid = read_valid[reader] && room;
        read_ready = '0;
        read_ready[reader] = mrd_req_ready && room;
        mrd_req_addr = read_address[64*reader +: 64];
        mrd_req_beats = read_beats[16*reader +: 16];
        data_valid = '0;
        data_valid[oldest] = mrd_valid && some;
        mrd_ready = some && data_ready[oldest];
    end

    mcc_fifo #(.WIDTH(2), .DEPTH(64)) order (
            .clk, .rst, .push_valid(mrd_req_valid && mrd_req_ready), .push_ready(room), .push_data(reader),
            .pop_valid(some), .pop_ready(mrd_valid && mrd_ready && mrd_last), .pop_data(oldest), .count());

    always_ff @(posedge clk) begin
        holding <= !rst && mrd_req_valid && !mrd_req_ready;
        held <= reader;
    end

    // Writes.
    logic [1:0] first, writer;
    logic offered, sending;
    logic [15:0] left;

    assign writing = offered || left != '0;
    assign sending = !offered && left != '0;
    assign mwr_req_valid = offered;
    assign mwr_strb = 16'hFFFF;

    always_comb begin
        first = write_valid[0] ? 2'd0 : write_valid[1] ? 2'd1 : 2'd2;
        write_ready = '0;
        write_ready[first] = !writing;
        beat_ready = '0;
        beat_ready[writer] = sending && mwr_ready;
        mwr_valid = sending && beat_valid[writer];
        mwr_data = beat_data[128*writer +: 128];
    end

    always_ff @(posedge clk) begin
        if (rst) begin
            offered <= 1'b0;
            left <= '0;
        end else begin
            if (write_valid[first] && !writing) begin
                offered <= 1'b1;
                left <= write_beats[16*first +: 16];
            end else begin
                if (mwr_req_ready) offered <= 1'b0;
                if (mwr_valid && mwr_ready) left <= left - 16'd1;
            end
        end
        if (write_valid[first] && !writing) begin
            writer <= first;
            mwr_req_addr <= write_address[64*first +: 64];
            mwr_req_beats <= write_beats[16*first +: 16];
        end
    end
endmodule
