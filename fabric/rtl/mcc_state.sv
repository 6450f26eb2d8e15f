// Clears, reads and writes what a step leaves for the next: outputs of all cells, u, what cells remember, the number of updates.
// In memory: a byte a cell in the order of layers, audio before video; u in 16 bits; where the law remembers 16 bits a cell in the
// order of the outputs; the number of updates; each padded to 16 bytes.
//
// A word of the source memory has a byte of every group, a beat of memory sixteen cells of one group: so beats are gathered in
// columns, two for each group, a word a cycle; then sent, a beat a cycle. Taken and scattered likewise the other way.
module mcc_state #(
    parameter int LANES = 64,
    parameter int SOURCE_WORDS = 4096,
    parameter int LENGTH = 512,
    parameter int CELL_WORDS = 1024,
    localparam int WIDTH = LANES < 16 ? LANES : 16,
    localparam int GROUPS = LANES / WIDTH,
    localparam int COLUMNS = 2 * GROUPS,
    localparam int A = $clog2(SOURCE_WORDS),
    localparam int UA = $clog2(LENGTH),
    localparam int CA = $clog2(CELL_WORDS),
    localparam int G = $clog2(GROUPS),
    localparam int GB = G > 0 ? G : 1
) (
    input  logic                    clk,
    input  logic                    rst,
    // verilator lint_off UNUSEDSIGNAL
    input  mcc_core_pkg::network_t  network,
    input  mcc_core_pkg::geometry_t geometry,
    // verilator lint_on UNUSEDSIGNAL
    input  logic                    clear,           // one cycle
    input  logic                    read,
    input  logic                    write,
    input  logic                    parity,          // of the next step: the state is in the other half
    output logic                    done,            // one cycle
    output logic [31:0]             bytes,           // size of the state
    input  logic [31:0]             step,
    output logic                    step_write,
    output logic [31:0]             step_data,

    // The source memory and u.
    output logic                    word_valid,
    input  logic                    word_ready,
    output logic [GROUPS-1:0]       word_mask,
    output logic [15:0]             word_address,
    output logic [8*GROUPS-1:0]     word_data,
    output logic                    look,
    output logic [A-1:0]            look_address,
    input  logic [8*GROUPS-1:0]     look_data,
    output logic                    u_write,
    output logic [UA-1:0]           u_address,
    output logic [15:0]             u_data,
    input  logic [15:0]             u_value,

    // What cells remember: one address in all groups.
    output logic                    memory_write,
    output logic [CA-1:0]           memory_cell,
    output logic [16*GROUPS-1:0]    memory_data,
    input  logic [16*GROUPS-1:0]    memory_values,

    output logic                    read_request,
    input  logic                    read_request_ready,
    output logic                    write_request,
    input  logic                    write_request_ready,
    output logic [15:0]             request_beats,
    input  logic                    data_valid,
    output logic                    data_ready,
    input  logic [127:0]            data,
    output logic                    beat_valid,
    input  logic                    beat_ready,
    output logic [127:0]            beat
);
    localparam logic [3:0] IDLE = 4'd0, CLEAR = 4'd1, CLEAR_U = 4'd2, REQUEST = 4'd3, GATHER = 4'd4, SEND = 4'd5, TAKE = 4'd6,
            SCATTER = 4'd7, NEXT = 4'd8, BATCH = 4'd9;
    localparam logic [1:0] OUTPUTS = 2'd0, SUMMARY = 2'd1, MEMORIES = 2'd2, STEP = 2'd3;

    logic [3:0] state;
    logic [1:0] part;
    logic writing;                 // into the fabric
    logic [15:0] base, end_address, u_index, cleared;
    logic [15:0] left;             // beats of the part, of this place where it has places
    logic [5:0] place;
    logic [G+1:0] slot;            // of the columns that are sent or taken
    logic [5:0] word, words;       // of the batch
    logic last_place, last_slot, u_inside, asking, taking, advance, one_beat;
    logic [15:0] place_beats, output_beats, summary_beats;
    logic remembers, has_summary;

    assign place_beats = 16'(network.cells[11:4]);
    assign output_beats = 16'({network.layers, 1'b0} * {5'd0, network.cells[11:4]});
    assign summary_beats = (network.universal_length + 16'd7) >> 3;
    assign remembers = network.law == mcc_contract_pkg::LAW_GATED;
    assign has_summary = summary_beats != '0;
    assign request_beats = output_beats + summary_beats + (remembers ? output_beats << 1 : 16'd0) + 16'd1;
    assign bytes = {12'd0, request_beats, 4'd0};
    assign read_request = state == REQUEST && writing;
    assign write_request = state == REQUEST && !writing;
    assign last_place = place == {network.layers, 1'b0} - 6'd1;
    assign u_inside = u_index < network.universal_length;
    assign one_beat = part == SUMMARY || part == STEP;
    assign last_slot = slot == (G + 2)'(COLUMNS - 1);
    assign asking = state == GATHER && word != words;
    assign taking = left != '0 && (slot == '0 || !one_beat);

    // Columns: a shift register each, for bytes or 16 bits; and all of them one for beats.
    logic [127:0] columns [0:COLUMNS-1];
    logic half, gathered, gathered_half, gathered_inside, shifting, shifting_half, chained;
    logic [COLUMNS-1:0] shifted;

    assign half = part == OUTPUTS ? word[4] : part == MEMORIES && word[3];
    assign advance = state == SCATTER && (!word_valid || word_ready);
    assign shifting = gathered || advance;
    assign shifting_half = gathered ? gathered_half : half;
    assign data_ready = state == TAKE && taking;
    assign chained = (state == SEND && beat_ready) || (state == TAKE && (!taking || data_valid));
    assign beat_valid = state == SEND;
    assign beat = columns[0];

    genvar k;
    generate
        for (k = 0; k < COLUMNS; k = k + 1) begin : g_column
            logic [127:0] above;
            if (k == COLUMNS - 1) assign above = taking ? data : 128'd0;
            else assign above = columns[k+1];
            assign shifted[k] = shifting
                    && (part == OUTPUTS ? shifting_half == 1'(k / GROUPS) : part == MEMORIES ? shifting_half == 1'(k) : k == 0);
            always_ff @(posedge clk) begin
                if (chained) columns[k] <= above;
                else if (shifted[k]) begin
                    if (part == OUTPUTS) columns[k] <= {look_data[8*(k%GROUPS) +: 8], columns[k][127:8]};
                    else if (part == MEMORIES) columns[k] <= {memory_values[16*(k/2) +: 16], columns[k][127:16]};
                    else if (part == SUMMARY) columns[k] <= {gathered_inside ? u_value : 16'd0, columns[k][127:16]};
                    else columns[k] <= 128'(step);
                end
            end
        end
    endgenerate

    // What is written into the fabric: the word that has reached the columns' ends.
    logic [15:0] event_address;

    assign event_address = geometry.universal_base + (parity ? 16'd0 : 16'(geometry.universal_words)) + (u_index >> G);
    assign look = asking;
    assign look_address = A'(base);
    assign word_valid = state == CLEAR || (state == SCATTER && (part == OUTPUTS || (part == SUMMARY && u_inside)));
    assign word_address = part == SUMMARY ? event_address : base;
    // All that the build has room for is cleared: at least as many words of the source memory are, too.
    assign memory_write = (state == CLEAR && cleared < 16'(CELL_WORDS)) || (state == SCATTER && part == MEMORIES);
    assign memory_cell = CA'(state == CLEAR ? cleared : base);
    assign u_write = state == CLEAR_U || (state == SCATTER && part == SUMMARY && u_inside && word_ready);
    assign u_address = UA'(u_index);
    assign u_data = state == CLEAR_U ? 16'd0 : columns[0][15:0];

    always_comb
        for (int g = 0; g < GROUPS; g++) begin
            word_mask[g] = part != SUMMARY || G == 0 || (GB'(u_index) & GB'(GROUPS - 1)) == GB'(g);
            word_data[8*g +: 8] = state == CLEAR ? 8'd0
                    : part == SUMMARY ? 8'((17'(columns[0][15:0]) + 17'd128) >> 8)
                    : half ? columns[GROUPS+g][7:0] : columns[g][7:0];
            memory_data[16*g +: 16] = state == CLEAR ? 16'd0 : half ? columns[2*g+1][15:0] : columns[2*g][15:0];
        end

    always_ff @(posedge clk) begin
        done <= 1'b0;
        step_write <= 1'b0;
        gathered <= asking && !rst;
        gathered_half <= half;
        gathered_inside <= u_inside;
        if (rst) state <= IDLE;
        else begin
            case (state)
                IDLE: begin
                    writing <= write;
                    part <= OUTPUTS;
                    place <= '0;
                    u_index <= '0;
                    cleared <= '0;
                    left <= place_beats;
                    if (clear) begin
                        // Both halves: what is beyond the cells must be zero, too.
                        base <= geometry.universal_base;
                        end_address <= geometry.outputs_base + 16'({network.layers,
                        2'b00} * 20'(geometry.cell_words)) - 16'd1;
                        state <= CLEAR;
                    end else if (read || write) begin
                        base <= geometry.outputs_base + (parity ? 16'd0 : 16'(geometry.cell_words));
                        state <= REQUEST;
                    end
                end
                CLEAR: begin
                    cleared <= cleared + 16'd1;
                    if (word_ready) begin
                        base <= base + 16'd1;
                        if (base == end_address) state <= CLEAR_U;
                    end
                end
                CLEAR_U: begin
                    u_index <= u_index + 16'd1;
                    if (u_index == 16'(LENGTH - 1)) begin
                        state <= IDLE;
                        done <= 1'b1;
                    end
                end
                REQUEST: if (writing ? read_request_ready : write_request_ready) state <= BATCH;
                BATCH: begin
                    // The second half of the columns stays empty where there are no such cells.
                    case (part)
                        OUTPUTS: words <= left > 16'(GROUPS) ? 6'd32 : 6'd16;
                        MEMORIES: words <= 6'd16;
                        SUMMARY: words <= 6'd8;
                        default: words <= 6'd1;
                    endcase
                    word <= '0;
                    slot <= '0;
                    state <= writing ? TAKE : GATHER;
                end
                GATHER:
                    if (asking) begin
                        word <= word + 6'd1;
                        base <= base + 16'd1;
                        if (part == SUMMARY) u_index <= u_index + 16'd1;
                    end else state <= SEND;  // the last word arrives
                SEND:
                    if (beat_ready) begin
                        left <= left - 16'd1;
                        slot <= slot + 1'b1;
                        if (one_beat || left == 16'd1 || last_slot) state <= NEXT;
                    end
                TAKE:
                    if (!taking || data_valid) begin
                        if (taking) left <= left - 16'd1;
                        slot <= slot + 1'b1;
                        if (last_slot) state <= SCATTER;
                    end
                SCATTER:
                    if (advance) begin
                        word <= word + 6'd1;
                        base <= base + 16'd1;
                        if (part == SUMMARY) u_index <= u_index + 16'd1;
                        if (part == STEP) begin
                            step_write <= 1'b1;
                            step_data <= columns[0][31:0];
                        end
                        if (word == words - 6'd1) state <= NEXT;
                    end
                NEXT: begin
                    // The next batch, and of what.
                    state <= BATCH;
                    if (left == '0) begin
                        case (part)
                            OUTPUTS: begin
                                place <= place + 6'd1;
                                base <= base + 16'(geometry.cell_words);  // over the other half
                                left <= place_beats;
                                if (last_place) begin
                                    place <= '0;
                                    base <= '0;
                                    part <= has_summary ? SUMMARY : remembers ? MEMORIES : STEP;
                                    left <= has_summary ? summary_beats : remembers ? place_beats << 1 : 16'd1;
                                end
                            end
                            SUMMARY: begin
                                base <= '0;
                                part <= remembers ? MEMORIES : STEP;
                                left <= remembers ? place_beats << 1 : 16'd1;
                            end
                            MEMORIES: begin
                                place <= place + 6'd1;
                                left <= place_beats << 1;
                                if (last_place) begin
                                    part <= STEP;
                                    left <= 16'd1;
                                end
                            end
                            default: begin
                                state <= IDLE;
                                done <= 1'b1;
                            end
                        endcase
                    end
                end
                default: state <= IDLE;
            endcase
        end
    end

`ifdef PROVE_MCC_STATE
`include "mcc_state.svh"
`endif
endmodule
