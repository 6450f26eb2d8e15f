// The universal summary (UniversalSummary): follows the layers as they complete, adds the outputs of each universal group,
// smooths the mean and writes its event for the next step. Holds u, which state transfers read and write.
module mcc_universal #(
    parameter int LANES = 64,
    parameter int SOURCE_WORDS = 4096,
    parameter int LENGTH = 512,
    parameter int NETWORKS = 1,
    localparam int WIDTH = LANES < 16 ? LANES : 16,
    localparam int GROUPS = LANES / WIDTH,
    localparam int J = $clog2(WIDTH),
    localparam int G = $clog2(GROUPS),
    localparam int A = $clog2(SOURCE_WORDS),
    localparam int GB = G > 0 ? G : 1,
    localparam int UA = $clog2(LENGTH),
    localparam int UM = UA + NETWORKS - 1
) (
    input  logic                    clk,
    input  logic                    rst,
    // verilator lint_off UNUSEDSIGNAL
    input  mcc_core_pkg::network_t  network,
    input  mcc_core_pkg::geometry_t geometry,
    // verilator lint_on UNUSEDSIGNAL
    input  logic                    slot,           // whose u
    input  logic                    start,          // of a frame
    input  logic                    parity,
    input  logic [5:0]              layers_done,
    output logic                    idle,

    output logic                    look,
    output logic [A-1:0]            look_address,
    input  logic [8*GROUPS-1:0]     look_data,

    output logic                    event_valid,    // stays until taken
    input  logic                    event_ready,
    output logic [15:0]             event_address,  // word of the source memory
    output logic [15:0]             event_before,   // and of the step before
    output logic [GROUPS-1:0]       event_mask,
    output logic [7:0]              event_value,

    // u for state transfers, while no frame runs.
    input  logic                    u_write,
    input  logic [UA-1:0]           u_address,
    input  logic [15:0]             u_data,
    output logic [15:0]             u_value         // one cycle after u_address
);
    localparam logic [3:0] IDLE = 4'd0, WAIT = 4'd1, ADD = 4'd2, LAST = 4'd3, FOLD = 4'd4, COMMIT = 4'd5, MEAN = 4'd6,
    NEXT = 4'd7,
            WRITE = 4'd8, STEP = 4'd9;

    logic [3:0] state;
    logic [5:0] place, places;            // 2 x layer + stream
    logic [8:0] chunk;
    logic [J-1:0] lane;                   // of the word that is read
    logic [4:0] words, word;              // words that one part of a group takes: 2^parts
    logic [15:0] base, events_base, before_base;
    logic [12:0] sums [0:GROUPS-1];
    logic looked;
    logic [4:0] group;
    logic [15:0] total;                   // of the universal group so far
    logic [7:0] parts, part;              // of which it consists
    logic [15:0] index, target;           // u's index of the layer's first part; of this one
    logic [15:0] mean, old, next, u_new;
    logic signed [16:0] way;
    logic [15:0] u [0:(1<<UM)-1];         // of each network
    logic [15:0] block;                   // of WIDTH cells, counted over the layer
    logic small_groups;
    logic [3:0] group_log;

    assign group_log = network.group_log;
    assign small_groups = group_log < 4'(J);
    assign words = small_groups ? 5'd1 << group_log : 5'(WIDTH);
    assign parts = small_groups ? 8'd1 : 8'd1 << (group_log - 4'(J));
    assign places = {network.layers, 1'b0};
    assign idle = state == IDLE;
    assign look = state == ADD;
    assign look_address = A'(base + (16'(chunk) << J) + 16'(lane));
    assign block = (16'(chunk) << G) + 16'(group);
    assign way = $signed({1'b0, mean}) - $signed({1'b0, old});
    assign next = 16'($signed({1'b0, old}) + (way >>> network.universal_shift));
    assign event_valid = state == WRITE;
    assign event_address = events_base + (target >> G);
    assign event_before = before_base + (target >> G);
    assign event_value = 8'((17'(u_new) + 17'd128) >> 8);

    always_comb
        for (int g = 0; g < GROUPS; g++) event_mask[g] = G == 0 || GB'(target) == GB'(g);

    // Where in u: groups smaller than the lanes of a group of lanes are counted by word, others by block.
    always_comb begin
        if (small_groups) target = index + 16'(((20'(block) << J) + 20'(lane)) >> group_log);
        else target = index + (block >> (group_log - 4'(J)));
    end

    always_ff @(posedge clk) begin
        looked <= look && !rst;
        if (looked)
            for (int g = 0; g < GROUPS; g++) sums[g] <= (word == 5'd1 ? 13'd0 : sums[g]) + 13'(look_data[8*g +: 8]);
        if (u_write) u[UM'({slot, u_address})] <= u_data;
        else if (state == WRITE && event_ready) u[UM'({slot, target[UA-1:0]})] <= u_new;
        u_value <= u[UM'({slot, state == IDLE ? u_address : target[UA-1:0]})];
        if (rst) state <= IDLE;
        else begin
            case (state)
                IDLE:
                    if (start && network.universal_length != 16'd0) begin
                        state <= WAIT;
                        place <= '0;
                        index <= '0;
                        events_base <= geometry.universal_base + (parity ? 16'(geometry.universal_words) : 16'd0);
                        before_base <= geometry.universal_base + (parity ? 16'd0 : 16'(geometry.universal_words));
                        base <= geometry.outputs_base + (parity ? 16'(geometry.cell_words) : 16'd0);
                    end
                WAIT:
                    if (place == places) state <= IDLE;
                    else if (layers_done > place) begin
                        state <= ADD;
                        chunk <= '0;
                        lane <= '0;
                        word <= '0;
                        total <= '0;
                        part <= '0;
                    end
                ADD: begin
                    word <= word + 5'd1;
                    if (word == words - 5'd1) state <= LAST;
                    else lane <= lane + 1'b1;
                end
                LAST: begin
                    state <= FOLD;
                    group <= '0;
                end
                FOLD:
                    if (group == 5'(GROUPS) || (18'(block) << J) >= 18'(network.cells)) state <= STEP;
                    else begin
                        total <= total + 16'(sums[group[GB-1:0]]);
                        part <= part + 8'd1;
                        if (part == parts - 8'd1) state <= COMMIT;
                        else group <= group + 5'd1;
                    end
                COMMIT: begin
                    mean <= total << (4'd8 - group_log);
                    state <= MEAN;
                end
                MEAN: begin
                    old <= u_value;
                    state <= NEXT;
                end
                NEXT: begin
                    u_new <= next;
                    state <= WRITE;
                end
                WRITE:
                    if (event_ready) begin
                        total <= '0;
                        part <= '0;
                        group <= group + 5'd1;
                        state <= FOLD;
                    end
                STEP: begin
                    word <= '0;
                    lane <= lane + 1'b1;
                    state <= ADD;
                    if (lane == '1) begin
                        chunk <= chunk + 9'd1;
                        if (chunk == geometry.cell_chunks - 9'd1) begin
                            state <= WAIT;
                            place <= place + 6'd1;
                            base <= base + {2'd0, geometry.cell_words, 1'b0};
                            index <= index + (16'(network.cells) >> group_log);
                        end
                    end
                end
                default: state <= IDLE;
            endcase
        end
    end
endmodule
