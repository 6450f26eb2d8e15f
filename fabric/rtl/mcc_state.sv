// Clears, reads and writes what a step leaves for the next: outputs of all cells, u, what cells remember, the number of updates.
// In memory: a byte a cell in the order of layers, audio before video; u in 16 bits; where the law remembers 16 bits a cell in the
// order of the outputs; the number of updates; each padded to 16 bytes.
module mcc_state #(
    parameter int LANES = 64,
    parameter int SOURCE_WORDS = 4096,
    parameter int LENGTH = 512,
    parameter int CELL_WORDS = 1024,
    localparam int WIDTH = LANES < 16 ? LANES : 16,
    localparam int GROUPS = LANES / WIDTH,
    localparam int A = $clog2(SOURCE_WORDS),
    localparam int UA = $clog2(LENGTH),
    localparam int CA = $clog2(CELL_WORDS),
    localparam int J = $clog2(WIDTH),
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
    output logic [7:0]              word_byte,       // for every byte of the mask
    output logic                    look,
    output logic [A-1:0]            look_address,
    input  logic [8*GROUPS-1:0]     look_data,
    output logic                    u_write,
    output logic [UA-1:0]           u_address,
    output logic [15:0]             u_data,
    input  logic [15:0]             u_value,

    // What cells remember: one address in all groups.
    output logic [GROUPS-1:0]       memory_write,
    output logic [CA-1:0]           memory_cell,
    output logic [15:0]             memory_data,
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
    localparam logic [3:0] IDLE = 4'd0, CLEAR = 4'd1, CLEAR_U = 4'd2, REQUEST = 4'd3, BEAT = 4'd4, ITEM = 4'd5, LOOK = 4'd6,
            TAKE = 4'd7, SEND = 4'd8, NEXT = 4'd9;
    localparam logic [1:0] OUTPUTS = 2'd0, SUMMARY = 2'd1, MEMORIES = 2'd2, STEP = 2'd3;

    logic [3:0] state;
    logic [1:0] part;
    logic writing;                 // into the fabric
    logic [15:0] base, end_address, output_beats, summary_beats, cleared;
    logic remembers, has_summary;
    logic [5:0] place;
    logic [11:0] cell_index;
    logic [15:0] u_index;
    logic [4:0] items;             // of the beat that are done
    logic [127:0] shift;
    logic last_item, last_place, u_inside;
    logic [GB-1:0] group;

    assign summary_beats = (network.universal_length + 16'd7) >> 3;
    assign output_beats = 16'({network.layers, 1'b0} * {5'd0, network.cells[11:4]});
    assign remembers = network.law == mcc_contract_pkg::LAW_GATED;
    assign has_summary = summary_beats != '0;
    assign request_beats = output_beats + summary_beats + (remembers ? output_beats << 1 : 16'd0) + 16'd1;
    assign bytes = {12'd0, request_beats, 4'd0};
    assign read_request = state == REQUEST && writing;
    assign write_request = state == REQUEST && !writing;
    assign last_item = part == OUTPUTS ? items == 5'd15 : part == STEP ? 1'b1 : items == 5'd7;
    assign last_place = place == {network.layers, 1'b0} - 6'd1;
    assign u_inside = u_index < network.universal_length;
    assign group = G > 0 ? GB'(cell_index >> J) & GB'(GROUPS - 1) : '0;
    assign data_ready = state == BEAT;
    assign beat_valid = state == SEND;
    assign beat = shift;

    // Addresses: of a cell, of an event of u, or the one that is cleared.
    logic [15:0] cell_address, event_address;

    assign cell_address = base + ((16'(cell_index) >> (J + G)) << J) + 16'(cell_index[J-1:0]);
    assign event_address = geometry.universal_base + (parity ? 16'd0 : 16'(geometry.universal_words)) + (u_index >> G);
    assign look = state == ITEM && !writing && part == OUTPUTS;
    assign look_address = A'(cell_address);
    assign word_valid = state == CLEAR || (state == ITEM && writing && (part == OUTPUTS || (part == SUMMARY && u_inside)));
    assign word_address = state == CLEAR ? base : part == OUTPUTS ? cell_address : event_address;
    assign word_byte = state == CLEAR ? 8'd0 : part == OUTPUTS ? shift[7:0] : 8'((17'(shift[15:0]) + 17'd128) >> 8);

    always_comb
        for (int g = 0; g < GROUPS; g++)
            word_mask[g] = state == CLEAR
                    || (part == OUTPUTS ? group == GB'(g) : (G == 0 || (GB'(u_index) & GB'(GROUPS - 1)) == GB'(g)));

    // All that the build has room for is cleared: at least as many words of the source memory are, too.
    assign memory_cell = state == CLEAR ? CA'(cleared) : CA'(cell_address);
    assign memory_data = state == CLEAR ? 16'd0 : shift[15:0];

    always_comb
        for (int g = 0; g < GROUPS; g++)
            memory_write[g] = (state == CLEAR && cleared < 16'(CELL_WORDS))
                    || (state == ITEM && writing && part == MEMORIES && group == GB'(g));

    assign u_write = state == CLEAR_U || (state == ITEM && writing && part == SUMMARY && u_inside && word_ready);
    assign u_address = UA'(u_index);
    assign u_data = state == CLEAR_U ? 16'd0 : shift[15:0];

    always_ff @(posedge clk) begin
        done <= 1'b0;
        step_write <= 1'b0;
        if (rst) state <= IDLE;
        else begin
            case (state)
                IDLE: begin
                    writing <= write;
                    part <= OUTPUTS;
                    place <= '0;
                    cell_index <= '0;
                    u_index <= '0;
                    items <= '0;
                    cleared <= '0;
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
                REQUEST: if (writing ? read_request_ready : write_request_ready) state <= writing ? BEAT : ITEM;
                BEAT:
                    if (data_valid) begin
                        shift <= data;
                        state <= ITEM;
                    end
                ITEM:
                    if (!writing) state <= LOOK;
                    else if (!word_valid || word_ready) begin
                        shift <= part == OUTPUTS ? shift >> 8 : shift >> 16;
                        if (part == STEP) begin
                            step_write <= 1'b1;
                            step_data <= shift[31:0];
                        end
                        state <= NEXT;
                    end
                LOOK: begin
                    // What was asked for is there.
                    case (part)
                        OUTPUTS: shift <= {look_data[8*group +: 8], shift[127:8]};
                        SUMMARY: shift <= {u_inside ? u_value : 16'd0, shift[127:16]};
                        MEMORIES: shift <= {memory_values[16*group +: 16], shift[127:16]};
                        default: shift <= 128'(step);
                    endcase
                    state <= NEXT;
                end
                NEXT: begin
                    items <= last_item ? 5'd0 : items + 5'd1;
                    if (part == OUTPUTS || part == MEMORIES) cell_index <= cell_index + 12'd1;
                    if (part == SUMMARY) u_index <= u_index + 16'd1;
                    state <= last_item ? (writing ? TAKE : SEND) : ITEM;
                end
                SEND: if (beat_ready) state <= TAKE;
                TAKE: begin
                    // The next beat, and of what.
                    state <= writing ? BEAT : ITEM;
                    case (part)
                        OUTPUTS:
                            if (cell_index == network.cells) begin
                                cell_index <= '0;
                                place <= place + 6'd1;
                                base <= base + {2'd0, geometry.cell_words, 1'b0};
                                if (last_place) begin
                                    place <= '0;
                                    base <= '0;
                                    part <= has_summary ? SUMMARY : remembers ? MEMORIES : STEP;
                                end
                            end
                        SUMMARY: if (!(u_index < network.universal_length)) part <= remembers ? MEMORIES : STEP;
                        MEMORIES:
                            if (cell_index == network.cells) begin
                                cell_index <= '0;
                                place <= place + 6'd1;
                                base <= base + 16'(geometry.cell_words);
                                if (last_place) part <= STEP;
                            end
                        default: begin
                            state <= IDLE;
                            done <= 1'b1;
                        end
                    endcase
                end
                default: state <= IDLE;
            endcase
        end
    end
endmodule
