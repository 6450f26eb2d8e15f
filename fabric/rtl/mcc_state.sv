// Clears, reads and writes what a step leaves for the next: outputs of all cells, u, what cells remember, what was sent last, the
// number of updates. In memory: a byte a cell in the order of layers, audio before video; u in 16 bits; where the law remembers 16
// bits a cell in the order of the outputs; where the network sends on change a byte for each cell, audio input, video input and
// element of u; the number of updates; each padded to 16 bytes.
//
// A word of the source memory has a byte of every group, a beat of memory sixteen cells of one group: so beats are gathered in
// columns, two for each group, a word a cycle; then sent, a beat a cycle. Taken and scattered likewise the other way. What inputs and
// u sent lies in their own order, so a beat is some words.
//
// Parts go one by one, each a request of its own, in the order in which a frame makes them: what inputs sent; all that there is of a
// layer and stream; the summary; the number of updates. So the state of a job's last frame goes to memory while the frame runs, part
// by part as it is there, in cycles in which the frame leaves the memories free.
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
    input  logic                    follow,          // read the state that the frame makes that begins now
    input  logic                    write,
    input  logic                    parity,          // of the next step, the state is in the other half; with `follow` of the frame
    input  logic                    audio_ready,     // of the frame
    input  logic                    video_ready,
    input  logic [5:0]              layers_done,
    input  logic                    universal_idle,
    input  logic                    frame_done,
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
    output logic [15:0]             word_before,
    output logic [8*GROUPS-1:0]     word_data,
    output logic                    word_is,         // what cells are
    output logic                    word_sent,       // what was sent
    output logic                    word_plain,      // whatever is held
    output logic                    look,
    output logic [A-1:0]            look_address,
    input  logic [8*GROUPS-1:0]     look_data,
    input  logic                    look_free,
    output logic                    look_held,       // what is held, at the same address
    input  logic [8*GROUPS-1:0]     held_data,
    input  logic                    held_free,
    output logic                    u_write,
    output logic [UA-1:0]           u_address,
    output logic [15:0]             u_data,
    input  logic [15:0]             u_value,

    // What cells remember: one address in all groups.
    output logic                    memory_write,
    output logic [CA-1:0]           memory_cell,
    output logic [16*GROUPS-1:0]    memory_data,
    input  logic [16*GROUPS-1:0]    memory_values,
    input  logic                    memory_free,

    output logic                    read_request,
    input  logic                    read_request_ready,
    output logic                    write_request,
    input  logic                    write_request_ready,
    output logic [15:0]             request_offset,  // in beats, in the state
    output logic [15:0]             request_beats,
    input  logic                    data_valid,
    output logic                    data_ready,
    input  logic [127:0]            data,
    output logic                    beat_valid,
    input  logic                    beat_ready,
    output logic [127:0]            beat
);
    localparam int WORDS = 16 / GROUPS;   // of a beat of what lies in its own order
    localparam logic [3:0] IDLE = 4'd0, CLEAR = 4'd1, CLEAR_U = 4'd2, REQUEST = 4'd3, GATHER = 4'd4, SEND = 4'd5, TAKE = 4'd6,
            SCATTER = 4'd7, NEXT = 4'd8, BATCH = 4'd9, RESEND_LOOK = 4'd10, RESEND = 4'd11, PART = 4'd12;
    localparam logic [2:0] AUDIO = 3'd0, VIDEO = 3'd1, OUTPUTS = 3'd2, MEMORIES = 3'd3, SENT = 3'd4, SUMMARY = 3'd5,
            SENT_SUMMARY = 3'd6, STEP = 3'd7;

    logic [3:0] state;
    logic [2:0] part, following;
    logic writing;                 // into the fabric
    logic following_frame;         // the frame whose state it is runs
    logic half_now;                // which half of the source memory has the state
    logic [15:0] base, end_address, u_index, cleared;
    logic [15:0] left;             // beats of the part
    logic [15:0] place_offset, place_base, place_cell;  // beats, words and cells before the place
    logic [15:0] bytes_left;       // of what lies in its own order
    logic [5:0] place;
    logic [G+1:0] slot;            // of the columns that are sent or taken
    logic [5:0] word, words;       // of the batch
    logic last_place, last_slot, u_inside, there, free, asking, taking, advance, one_beat, cellwise, natural;
    logic [15:0] place_beats, output_beats, summary_beats, audio_beats, video_beats, sent_summary_beats;
    logic [15:0] memories_at, sent_at, audio_at, video_at, sent_summary_at, step_at;  // in the state, in beats
    logic remembers, has_summary, on_change;

    assign place_beats = 16'(network.cells[11:4]);
    assign output_beats = 16'({network.layers, 1'b0} * {5'd0, network.cells[11:4]});
    assign summary_beats = (network.universal_length + 16'd7) >> 3;
    assign audio_beats = (16'(network.audio) + 16'd15) >> 4;
    assign video_beats = (16'(network.video) + 16'd15) >> 4;
    assign sent_summary_beats = (network.universal_length + 16'd15) >> 4;
    assign remembers = network.law == mcc_contract_pkg::LAW_GATED;
    assign on_change = network.threshold != '0;
    assign has_summary = summary_beats != '0;
    assign memories_at = output_beats + summary_beats;
    assign sent_at = memories_at + (remembers ? output_beats << 1 : 16'd0);
    assign audio_at = sent_at + output_beats;
    assign video_at = audio_at + audio_beats;
    assign sent_summary_at = video_at + video_beats;
    assign step_at = on_change ? sent_summary_at + sent_summary_beats : sent_at;
    assign bytes = {12'd0, step_at + 16'd1, 4'd0};
    assign request_beats = left;
    assign read_request = state == REQUEST && writing;
    assign write_request = state == REQUEST && !writing && there;
    assign last_place = place == {network.layers, 1'b0} - 6'd1;
    assign cellwise = part == OUTPUTS || part == SENT;
    assign natural = part == AUDIO || part == VIDEO || part == SENT_SUMMARY;
    assign u_inside = natural ? bytes_left != '0 : u_index < network.universal_length;
    assign one_beat = natural || part == SUMMARY || part == STEP;
    assign last_slot = slot == (G + 2)'(COLUMNS - 1);
    assign asking = state == GATHER && word != words && free;
    assign taking = left != '0 && (slot == '0 || !one_beat);

    // What comes after the part, whether it is there, and whether a word of it can be read in this cycle.
    always_comb begin
        case (part)
            AUDIO: following = VIDEO;
            VIDEO: following = OUTPUTS;
            SUMMARY: following = on_change ? SENT_SUMMARY : STEP;
            SENT_SUMMARY, STEP: following = STEP;
            default:
                if (part == OUTPUTS && remembers) following = MEMORIES;
                else if (part != SENT && on_change) following = SENT;
                else if (!last_place) following = OUTPUTS;
                else following = has_summary ? SUMMARY : STEP;
        endcase
        case (part)
            AUDIO: there = !following_frame || audio_ready;
            VIDEO: there = !following_frame || video_ready;
            OUTPUTS, MEMORIES, SENT: there = !following_frame || layers_done > place;
            default: there = !following_frame && universal_idle;
        endcase
        case (part)
            OUTPUTS: free = look_free;
            MEMORIES: free = memory_free;
            SUMMARY, STEP: free = 1'b1;
            default: free = held_free;
        endcase
    end

    // Columns: a shift register each, for bytes or 16 bits; and all of them one for beats.
    logic [127:0] columns [0:COLUMNS-1];
    logic half, gathered, gathered_half, gathered_inside, shifting, shifting_half, chained;
    logic [COLUMNS-1:0] shifted;
    logic [8*GROUPS-1:0] cell_data, natural_data;

    assign half = cellwise ? word[4] : part == MEMORIES && word[3];
    assign advance = state == SCATTER && (!word_valid || word_ready);
    assign shifting = gathered || advance;
    assign shifting_half = gathered ? gathered_half : half;
    assign data_ready = state == TAKE && taking;
    assign chained = (state == SEND && beat_ready) || (state == TAKE && (!taking || data_valid));
    assign beat_valid = state == SEND;
    assign beat = columns[0];
    assign cell_data = part == SENT ? held_data : look_data;
    assign natural_data = gathered_inside ? held_data : '0;

    genvar k;
    generate
        for (k = 0; k < COLUMNS; k = k + 1) begin : g_column
            logic [127:0] above;
            if (k == COLUMNS - 1) assign above = taking ? data : 128'd0;
            else assign above = columns[k+1];
            assign shifted[k] = shifting
                    && (cellwise ? shifting_half == 1'(k / GROUPS) : part == MEMORIES ? shifting_half == 1'(k) : k == 0);
            always_ff @(posedge clk) begin
                if (chained) columns[k] <= above;
                else if (shifted[k]) begin
                    if (cellwise) columns[k] <= {cell_data[8*(k%GROUPS) +: 8], columns[k][127:8]};
                    else if (part == MEMORIES) columns[k] <= {memory_values[16*(k/2) +: 16], columns[k][127:16]};
                    else if (natural)
                        columns[k] <= (columns[k] >> (8 * GROUPS)) | (128'(natural_data) << (128 - 8 * GROUPS));
                    else if (part == SUMMARY) columns[k] <= {gathered_inside ? u_value : 16'd0, columns[k][127:16]};
                    else columns[k] <= 128'(step);
                end
            end
        end
    endgenerate

    // What is written into the fabric: the word that has reached the columns' ends.
    logic [15:0] event_address, next_summary, last_summary;

    assign next_summary = geometry.universal_base + (half_now ? 16'(geometry.universal_words) : 16'd0);
    assign last_summary = geometry.universal_base + (half_now ? 16'd0 : 16'(geometry.universal_words));
    assign event_address = next_summary + (u_index >> G);
    assign look = asking && part == OUTPUTS;
    assign look_held = (asking && part != OUTPUTS) || state == RESEND_LOOK;
    assign look_address = A'(base);
    assign word_valid = state == CLEAR || state == RESEND
            || (state == SCATTER && (cellwise || ((part == SUMMARY || natural) && u_inside)));
    assign word_address = part == SUMMARY ? event_address : base;
    assign word_before = last_summary + (base - next_summary);
    assign word_is = state == CLEAR || part == OUTPUTS;
    assign word_sent = state == CLEAR || part != OUTPUTS || !on_change;
    assign word_plain = state != RESEND;
    // All that the build has room for is cleared: at least as many words of the source memory are, too.
    assign memory_write = (state == CLEAR && cleared < 16'(CELL_WORDS)) || (state == SCATTER && part == MEMORIES);
    assign memory_cell = CA'(state == CLEAR ? cleared : base);
    assign u_write = state == CLEAR_U || (state == SCATTER && part == SUMMARY && u_inside && word_ready);
    assign u_address = UA'(u_index);
    assign u_data = state == CLEAR_U ? 16'd0 : columns[0][15:0];

    always_comb
        for (int g = 0; g < GROUPS; g++) begin
            word_mask[g] = part != SUMMARY || state == CLEAR || G == 0 || (GB'(u_index) & GB'(GROUPS - 1)) == GB'(g);
            word_data[8*g +: 8] = state == CLEAR ? 8'd0
                    : state == RESEND ? held_data[8*g +: 8]
                    : natural ? (16'(g) < bytes_left ? columns[0][8*g +: 8] : 8'd0)
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
                    following_frame <= follow;
                    half_now <= follow ? parity : !parity;
                    part <= on_change ? AUDIO : OUTPUTS;
                    place <= '0;
                    place_offset <= '0;
                    place_base <= geometry.outputs_base;
                    place_cell <= '0;
                    u_index <= '0;
                    cleared <= '0;
                    if (clear) begin
                        // Both halves: what is beyond the cells must be zero, too.
                        base <= geometry.audio_base;
                        end_address <= geometry.outputs_base + 16'({network.layers, 2'b00} * 20'(geometry.cell_words)) - 16'd1;
                        state <= CLEAR;
                    end else if (read || follow || write) state <= PART;
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
                PART: begin
                    state <= REQUEST;
                    case (part)
                        AUDIO: begin
                            base <= geometry.audio_base + (half_now ? 16'(geometry.audio_words) : 16'd0);
                            bytes_left <= 16'(network.audio);
                            left <= audio_beats;
                            request_offset <= audio_at;
                        end
                        VIDEO: begin
                            base <= geometry.video_base + (half_now ? 16'(geometry.video_words) : 16'd0);
                            bytes_left <= 16'(network.video);
                            left <= video_beats;
                            request_offset <= video_at;
                        end
                        OUTPUTS, SENT: begin
                            base <= place_base + (half_now ? 16'(geometry.cell_words) : 16'd0);
                            left <= place_beats;
                            request_offset <= (part == SENT ? sent_at : 16'd0) + place_offset;
                        end
                        MEMORIES: begin
                            base <= place_cell;
                            left <= place_beats << 1;
                            request_offset <= memories_at + (place_offset << 1);
                        end
                        SUMMARY: begin
                            left <= summary_beats;
                            request_offset <= output_beats;
                        end
                        SENT_SUMMARY: begin
                            base <= last_summary;
                            bytes_left <= network.universal_length;
                            left <= sent_summary_beats;
                            request_offset <= sent_summary_at;
                        end
                        default: begin
                            left <= 16'd1;
                            request_offset <= step_at;
                        end
                    endcase
                end
                REQUEST:
                    if (writing ? read_request_ready : write_request && write_request_ready) state <= BATCH;
                BATCH: begin
                    // The second half of the columns stays empty where there are no such cells.
                    case (part)
                        OUTPUTS, SENT: words <= left > 16'(GROUPS) ? 6'd32 : 6'd16;
                        MEMORIES: words <= 6'd16;
                        SUMMARY: words <= 6'd8;
                        STEP: words <= 6'd1;
                        default: words <= 6'(WORDS);
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
                        bytes_left <= bytes_left > 16'(GROUPS) ? bytes_left - 16'(GROUPS) : 16'd0;
                    end else if (word == words) state <= SEND;  // the last word arrives
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
                        bytes_left <= bytes_left > 16'(GROUPS) ? bytes_left - 16'(GROUPS) : 16'd0;
                        if (part == STEP) begin
                            step_write <= 1'b1;
                            step_data <= columns[0][31:0];
                        end
                        if (word == words - 6'd1) state <= NEXT;
                    end
                NEXT: begin
                    // The next batch, or the next part.
                    state <= BATCH;
                    if (left == '0) begin
                        state <= PART;
                        part <= following;
                        if (following == OUTPUTS && part != VIDEO) begin
                            place <= place + 6'd1;
                            place_offset <= place_offset + place_beats;
                            place_base <= place_base + {2'd0, geometry.cell_words, 1'b0};
                            place_cell <= place_cell + 16'(geometry.cell_words);
                        end
                        if (part == SENT_SUMMARY && writing) begin
                            base <= next_summary;
                            state <= RESEND_LOOK;
                        end
                        if (part == STEP) begin
                            state <= IDLE;
                            done <= 1'b1;
                        end
                    end
                end
                // What the summary sends at the next step: its events came before what it sent last.
                RESEND_LOOK: state <= RESEND;
                RESEND:
                    if (word_ready) begin
                        base <= base + 16'd1;
                        state <= base == next_summary + 16'(geometry.universal_words) - 16'd1 ? PART : RESEND_LOOK;
                    end
                default: state <= IDLE;
            endcase
            if (frame_done) following_frame <= 1'b0;
        end
    end
endmodule
